/**
 * DuckDB in a worker of this site's own files. Only `/sql` imports this module: it weighs more than
 * all other pages together.
 */

import { AsyncDuckDB, VoidLogger } from "@duckdb/duckdb-wasm";
// One build alone: the others serve browsers without WebAssembly's exceptions, or need headers that
// let no page of another origin in.
import workerUrl from "@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url";
import wasmUrl from "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url";
import { askAhead } from "../data/ask";
import { askFor, loadManifest, type ExportFile } from "../data/manifest";
import { createTable, lock, runQuery, type Connection, type Result } from "./database";

/** How far a start has come; `total` is nothing for a step that cannot be measured. */
export interface Progress {
  step: string;
  loaded: number;
  total: number | null;
}

export interface Engine {
  /** Runs one query after those that were asked before. */
  query: (sql: string) => Promise<Result>;
  /** Ends the engine and all its queries, however busy it is. */
  stop: (reason: Error) => void;
}

/** Loads the engine and every export into it. */
export async function startEngine(tell: (progress: Progress) => void): Promise<Engine> {
  const manifest = await loadManifest();
  const files = loadFiles(manifest.exports);
  const worker = new Worker(workerUrl);
  const { failed, fail } = endOf(worker);
  const database = new AsyncDuckDB(new VoidLogger(), worker);
  try {
    // The worker fetches the same from the cache. By itself it would take the compressed size for
    // the whole, and where the download fails it would never answer.
    await askAhead(wasmUrl, (loaded) => {
      tell({ step: "Loading DuckDB", loaded, total: __DUCKDB_WASM_BYTES__ });
    });
    tell({ step: "Starting DuckDB", loaded: 0, total: null });
    const connection = await Promise.race([connect(database), failed]);
    await Promise.race([fill(database, connection, await files, tell), failed]);
    return engineOf(connection, worker, failed, fail);
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

function loadFiles(exports: ExportFile[]): Promise<[string, Uint8Array][]> {
  const files = Promise.all(
    exports.map(async (file): Promise<[string, Uint8Array]> => [
      file.name,
      new Uint8Array(await (await askFor(file)).arrayBuffer()),
    ]),
  );
  // It is waited for later: a failure until then is not an unhandled one.
  files.catch(() => undefined);
  return files;
}

async function connect(database: AsyncDuckDB): Promise<Connection> {
  await database.instantiate(wasmUrl, null);
  await database.open({});
  return database.connect();
}

async function fill(
  database: AsyncDuckDB,
  connection: Connection,
  files: [string, Uint8Array][],
  tell: (progress: Progress) => void,
): Promise<void> {
  for (const [number, [name, bytes]] of files.entries()) {
    tell({ step: `Reading ${name}`, loaded: number, total: files.length });
    await createTable(database, connection, name, bytes);
  }
  await lock(connection);
}

function engineOf(
  connection: Connection,
  worker: Worker,
  failed: Promise<never>,
  fail: (reason: Error) => void,
): Engine {
  let last: Promise<unknown> = Promise.resolve();
  return {
    query: (sql) => {
      // One after the other: a connection has one transaction.
      const answer = last.then(() => Promise.race([runQuery(connection, sql), failed]));
      last = answer.catch(() => undefined);
      return answer;
    },
    stop: (reason) => {
      worker.terminate();
      fail(reason);
    },
  };
}

/** A promise that only ever fails: when the worker breaks, or is stopped. */
function endOf(worker: Worker): { failed: Promise<never>; fail: (reason: Error) => void } {
  let fail: (reason: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  worker.addEventListener("error", (event) => {
    fail(new BrokenEngine(event.message));
  });
  failed.catch(() => undefined);
  return { failed, fail };
}

class BrokenEngine extends Error {
  // An answer tells by the name whether the engine is of further use.
  override readonly name = "BrokenEngine";

  constructor(reason: string) {
    super(`DuckDB broke. ${reason}`.trim());
  }
}
