/** Reads rows of the published Parquet files, by HTTP ranges and once each. */

import { decompress } from "fzstd";
import {
  asyncBufferFromUrl,
  cachedAsyncBuffer,
  parquetMetadataAsync,
  parquetReadObjects,
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  type ParquetQueryFilter,
} from "hyparquet";
import { addressOf, loadManifest } from "./manifest";
import { once } from "./once";

/** Columns to read, and which rows; without a filter all of them. */
export interface Selection {
  columns?: string[];
  filter?: ParquetQueryFilter;
}

interface OpenFile {
  file: AsyncBuffer;
  metadata: FileMetaData;
}

// The footers have 2 to 6 KB; of a larger one the rest would be asked for.
const FOOTER_BYTES = 8_192;
const COMPRESSORS: Compressors = { ZSTD: (data) => decompress(data) };

const files = new Map<string, Promise<OpenFile>>();
const selections = new Map<string, Promise<unknown>>();

/**
 * Reads a selection of an export's rows; asked again, it gives the same promise.
 *
 * @param name The export's name, such as `films_complete`.
 */
export function readRows<Row>(name: string, selection: Selection = {}): Promise<Row[]> {
  return once(selections, JSON.stringify([name, selection]), async () => {
    const { file, metadata } = await once(files, name, () => open(name));
    return parquetReadObjects({ ...selection, file, metadata, compressors: COMPRESSORS });
  }) as Promise<Row[]>;
}

async function open(name: string): Promise<OpenFile> {
  const manifest = await loadManifest();
  const published = manifest.exports.find((each) => each.name === name);
  if (!published) {
    throw new Error(`The data file ${name} is not published.`);
  }
  const { bytes } = published;
  const remote = await asyncBufferFromUrl({ url: addressOf(published), byteLength: bytes });
  // By default a file of less than 512 KB would be fetched whole.
  const file = cachedAsyncBuffer(remote, { minSize: 1 });
  const initialFetchSize = Math.min(FOOTER_BYTES, bytes);
  return { file, metadata: await parquetMetadataAsync(file, { initialFetchSize }) };
}
