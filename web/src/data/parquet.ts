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

interface OpenFile {
  file: AsyncBuffer;
  metadata: FileMetaData;
}

// A file below this is fetched whole: asking for its footer first would take longer.
const SMALL_BYTES = 16_384;
const COMPRESSORS: Compressors = { ZSTD: (data) => decompress(data) };

const files = new Map<string, Promise<OpenFile>>();
const selections = new Map<string, Promise<unknown>>();

/**
 * Reads the rows of an export that pass a filter, or all; asked again, it gives the same promise.
 *
 * @param name The export's name, such as `films_complete`.
 */
export function readRows<Row>(name: string, filter?: ParquetQueryFilter): Promise<Row[]> {
  return once(selections, JSON.stringify([name, filter]), async () => {
    const { file, metadata } = await once(files, name, () => open(name, !filter));
    return parquetReadObjects({ ...(filter && { filter }), file, metadata, compressors: COMPRESSORS });
  }) as Promise<Row[]>;
}

async function open(name: string, whole: boolean): Promise<OpenFile> {
  const manifest = await loadManifest();
  const published = manifest.exports.find((each) => each.name === name);
  if (!published) {
    throw new Error(`The data file ${name} is not published.`);
  }
  const { bytes, footer_bytes: initialFetchSize } = published;
  const remote = await asyncBufferFromUrl({ url: addressOf(published), byteLength: bytes });
  const file = cachedAsyncBuffer(remote, { minSize: whole ? bytes + 1 : SMALL_BYTES });
  return { file, metadata: await parquetMetadataAsync(file, { initialFetchSize }) };
}
