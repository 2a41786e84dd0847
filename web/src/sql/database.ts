/**
 * The exports as tables of a DuckDB that nobody can reach out of, and queries against them. It does
 * not matter where the engine runs: the tests drive the same module in Node.
 */

import type { DataType, RecordBatch } from "apache-arrow";
import type { Cell } from "../format/csv";
import { requireQuery } from "./statement";
import { cellOf, isNumeric } from "./values";

type Awaitable<T> = T | Promise<T>;

/** What is needed of DuckDB, which answers at once in Node and later from a worker. */
interface Database {
  registerFileBuffer(name: string, bytes: Uint8Array): Awaitable<unknown>;
  dropFile(name: string): Awaitable<unknown>;
}

export interface Connection {
  query(sql: string): Awaitable<unknown>;
  send(sql: string): Promise<Batches>;
}

type Batches = Iterable<RecordBatch> | AsyncIterable<RecordBatch>;

interface ResultColumn {
  name: string;
  numeric: boolean;
}

export interface Result {
  columns: ResultColumn[];
  rows: Cell[][];
  milliseconds: number;
}

/** More than all exports have; a result is held in memory twice over. */
export const MAXIMUM_ROWS = 200_000;

const IDENTIFIER = /^[a-z][a-z0-9_]*$/;
// In this order: once locked, nothing can be set any more.
const LOCKS = [
  // Of the 4 GB that WebAssembly has; without a limit a large sort ends the tab on a phone.
  "set memory_limit = '1GB'",
  "set enable_external_access = false",
  "set lock_configuration = true",
];

/**
 * Makes a table of a Parquet file. With external access off DuckDB 0.9 would read no Parquet, not
 * even from its own buffers, so that a view would not do.
 */
export async function createTable(
  database: Database,
  connection: Connection,
  name: string,
  parquet: Uint8Array,
): Promise<void> {
  if (!IDENTIFIER.test(name)) {
    throw new Error(`The data file ${name} has a name that is no table’s.`);
  }
  const file = `${name}.parquet`;
  await database.registerFileBuffer(file, parquet);
  await connection.query(`create table "${name}" as from read_parquet('${file}')`);
  await database.dropFile(file);
}

/** Takes away files, network, extensions and settings, for good. */
export async function lock(connection: Connection): Promise<void> {
  for (const sql of LOCKS) {
    await connection.query(sql);
  }
}

/**
 * Runs one query. It has a transaction of its own, which never commits: whatever the statement
 * is, the exports stay as they are.
 */
export async function runQuery(connection: Connection, sql: string): Promise<Result> {
  requireQuery(sql);
  const begun = performance.now();
  await connection.query("begin transaction");
  try {
    const batches = await collect(await connection.send(sql));
    return { ...tableOf(batches), milliseconds: performance.now() - begun };
  } catch (error) {
    throw explained(error);
  } finally {
    await connection.query("rollback");
  }
}

async function collect(batches: Batches): Promise<RecordBatch[]> {
  const collected: RecordBatch[] = [];
  let rows = 0;
  for await (const batch of batches) {
    collected.push(batch);
    rows += batch.numRows;
    if (rows > MAXIMUM_ROWS) {
      throw new Error(`The result has more than ${MAXIMUM_ROWS} rows; add a limit.`);
    }
  }
  return collected;
}

function tableOf(batches: RecordBatch[]): Pick<Result, "columns" | "rows"> {
  const fields = batches[0]?.schema.fields ?? [];
  const columns = fields.map(({ name, type }) => ({ name, numeric: isNumeric(type as DataType) }));
  const rows: Cell[][] = [];
  for (const batch of batches) {
    // By position: two columns may have one name.
    const vectors = fields.flatMap((_, number) => batch.getChildAt(number) ?? []);
    for (let row = 0; row < batch.numRows; row++) {
      rows.push(vectors.map((vector) => cellOf(vector.get(row), vector.type as DataType)));
    }
  }
  return { columns, rows };
}

function explained(error: unknown): unknown {
  if (error instanceof Error && error.message.includes("single statement")) {
    return new Error(
      "One statement runs at a time. (A pivot is two, unless it names its values: pivot … on " +
        "column in ('a', 'b') using …)",
      { cause: error },
    );
  }
  return error;
}
