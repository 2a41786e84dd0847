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
import { addressOf, askFor, loadManifest, replaced, type ExportFile } from "./manifest";
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
    const published = await find(name);
    const address = addressOf(published);
    const { file, metadata } = await once(files, address, () => open(published, !filter));
    try {
      return await parquetReadObjects({
        ...(filter && { filter }),
        file,
        metadata,
        compressors: COMPRESSORS,
      });
    } catch (error) {
      // Its cache keeps a range that failed as well: it has to be opened anew.
      files.delete(address);
      throw error;
    }
  }) as Promise<Row[]>;
}

async function find(name: string): Promise<ExportFile> {
  const manifest = await loadManifest();
  const published = manifest.exports.find((each) => each.name === name);
  if (!published) {
    throw new Error(`The data file ${name} is not published.`);
  }
  return published;
}

async function open(published: ExportFile, whole: boolean): Promise<OpenFile> {
  const { bytes, footer_bytes: initialFetchSize } = published;
  const remote = await asyncBufferFromUrl({
    url: addressOf(published),
    byteLength: bytes,
    fetch: askForOne(published),
  });
  const file = cachedAsyncBuffer(remote, { minSize: whole ? bytes + 1 : SMALL_BYTES });
  return { file, metadata: await parquetMetadataAsync(file, { initialFetchSize }) };
}

/** Asks for ranges of one version of a file: two may be of one size, and their parts do not fit. */
function askForOne(published: ExportFile): typeof fetch {
  let version: string | null = null;
  return async (_, init) => {
    const answer = await askFor(published, init);
    const told = answer.headers.get("ETag");
    version ??= told;
    if (told !== version) {
      throw replaced(published);
    }
    return answer;
  };
}
