/** The very DuckDB that the site ships, run in Node: for tests alone. */

import { createRequire } from "node:module";
import { createDuckDB, NODE_RUNTIME, VoidLogger } from "@duckdb/duckdb-wasm/blocking";

const require = createRequire(import.meta.url);
const EH = require.resolve("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm");
const MVP = require.resolve("@duckdb/duckdb-wasm/dist/duckdb-mvp.wasm");

/** Opens an empty database in memory. */
export async function openInNode() {
  const bundles = {
    mvp: { mainModule: MVP, mainWorker: "" },
    eh: { mainModule: EH, mainWorker: "" },
  };
  const database = await createDuckDB(bundles, new VoidLogger(), NODE_RUNTIME);
  await database.instantiate(() => undefined);
  database.open({});
  return { database, connection: database.connect() };
}
