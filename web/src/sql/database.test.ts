import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { csv } from "../format/csv";
import { createTable, lock, MAXIMUM_ROWS, runQuery, type Connection } from "./database";
import { openInNode } from "./nodeEngine";

// A busy machine takes seconds to start the engine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const FILMS = "select 'up' as film_slug, 731000000.50::decimal(18, 2) as gross_usd";

let connection: Connection;

async function rowsOf(sql: string) {
  return (await runQuery(connection, sql)).rows;
}

async function cellOf(expression: string) {
  return (await rowsOf(`select ${expression}`))[0]?.[0];
}

beforeAll(async () => {
  const opened = await openInNode();
  const file = join(tmpdir(), `films-${process.pid}.parquet`);
  opened.connection.query(`copy (${FILMS}) to '${file}' (format parquet)`);
  const parquet = opened.database.copyFileToBuffer(file);
  opened.database.dropFile(file);
  rmSync(file);
  await createTable(opened.database, opened.connection, "films", parquet);
  await lock(opened.connection);
  connection = opened.connection;
});

describe("the sandbox", () => {
  it.each([
    "select * from read_csv_auto('/etc/hostname')",
    "select * from read_parquet('https://example.org/a.parquet')",
    "from 'films.parquet'",
    "select * from glob('*')",
  ])("reads nothing else: %s", async (sql) => {
    await expect(runQuery(connection, sql)).rejects.toThrow(/disabled through configuration/);
  });

  it.each([
    "copy films to 'films.csv'",
    "attach 'other.db'",
    "install json",
    "load json",
    "set enable_external_access = true",
    "drop table films",
    "insert into films from films",
    "commit",
    "pragma database_list",
  ])("runs no statement but a query: %s", async (sql) => {
    await expect(runQuery(connection, sql)).rejects.toThrow(/read only/);
  });

  it("is locked by DuckDB itself, whatever is asked", () => {
    for (const sql of [
      "set enable_external_access = true",
      "set lock_configuration = false",
      "copy films to 'films.csv'",
      "attach 'other.db'",
      "load json",
    ]) {
      expect(() => connection.query(sql)).toThrow(/locked|disabled/);
    }
  });

  it.each(["with gone as (select 1) delete from films", "explain analyze delete from films"])(
    "keeps nothing of a change inside a query: %s",
    async (sql) => {
      await runQuery(connection, sql);
      expect(await rowsOf("select count(*) from films")).toEqual([[1]]);
    },
  );

  it("runs one statement at a time", async () => {
    await expect(runQuery(connection, "select 1; drop table films")).rejects.toThrow(
      "One statement",
    );
    expect(await rowsOf("from films")).toEqual([["up", 731000000.5]]);
  });

  it("says that nothing was asked", async () => {
    await expect(runQuery(connection, " -- nothing\n")).rejects.toThrow("no query");
  });

  it("takes no name for a table that is none", async () => {
    const { database, connection: other } = await openInNode();
    await expect(createTable(database, other, 'a" as', new Uint8Array())).rejects.toThrow("name");
  });
});

describe("a query", () => {
  it("may begin with a comment, a bracket or capitals", async () => {
    expect(await rowsOf("-- all\n/* of */ (SELECT count(*) FROM films)")).toEqual([[1]]);
  });

  it("fails with what DuckDB says, and the next one runs", async () => {
    await expect(runQuery(connection, "from filmz")).rejects.toThrow('Did you mean "films"');
    expect(await cellOf("1")).toBe(1);
  });

  it("has columns of one name beside each other, and none of its rows is lost", async () => {
    const { columns, rows } = await runQuery(connection, "select 1 as a, 2 as a from range(5000)");
    expect(columns.map(({ name }) => name)).toEqual(["a", "a"]);
    expect(rows).toHaveLength(5_000);
    expect(rows[4_999]).toEqual([1, 2]);
  });

  it("keeps its columns without rows", async () => {
    const { columns, rows } = await runQuery(connection, "from films where false");
    expect(columns).toEqual([
      { name: "film_slug", numeric: false },
      { name: "gross_usd", numeric: true },
    ]);
    expect(rows).toEqual([]);
  });

  it("stops at a size that a page can hold", async () => {
    await expect(rowsOf(`from range(${MAXIMUM_ROWS + 1})`)).rejects.toThrow("add a limit");
    expect(await cellOf("1")).toBe(1);
  });
});

describe("a value", () => {
  it.each([
    ["null", null],
    ["true", "true"],
    ["9007199254740991", 9_007_199_254_740_991],
    ["9007199254740993", "9007199254740993"],
    ["-170141183460469231731687303715884105727::hugeint", "-170141183460469231731687303715884105727"],
    ["sum(range) from range(4)", 6],
    ["-1.25::decimal(18, 2)", -1.25],
    ["-0.05::decimal(4, 2)", -0.05],
    ["1234567890123456.78::decimal(18, 2)", "1234567890123456.78"],
    ["0.1::double + 0.2", 0.1 + 0.2],
    ["'nan'::double", "NaN"],
    ["date '1937-12-21'", "1937-12-21"],
    ["timestamp '2020-01-02 03:04:05'", "2020-01-02 03:04:05"],
    ["timestamp '2020-01-02 03:04:05.678901'", "2020-01-02 03:04:05.678901"],
    ["timestamp '1969-12-31 23:59:59.000001'", "1969-12-31 23:59:59.000001"],
    ["timestamptz '2020-01-02 03:04:05+00'", "2020-01-02 03:04:05+00"],
    ["time '23:04:05.5'", "23:04:05.5"],
    ["'\\xAB\\x01'::blob", "\\xab01"],
    ["[1::bigint, null]", "[1,null]"],
    ["[]", "[]"],
    [
      "{'d': date '2020-02-03', 'm': 1.5::decimal(4, 1), 'l': [{'x': 'é'}]}",
      '{"d":"2020-02-03","m":1.5,"l":[{"x":"é"}]}',
    ],
    ["map {'k': 9007199254740993}", '{"k":"9007199254740993"}'],
  ])("%s is exact", async (expression, expected) => {
    expect(await cellOf(expression)).toBe(expected);
  });

  it.each(["interval 1 day", "[interval 1 day]", "'a'::enum('a')", "null::enum('a')"])(
    "that cannot be read says so: %s",
    async (expression) => {
      await expect(cellOf(expression)).rejects.toThrow("cast it to text");
    },
  );

  it("that cannot be read can be as text", async () => {
    expect(await cellOf("(interval 1 day)::varchar")).toBe("1 day");
  });

  it("goes into CSV whole", async () => {
    const { columns, rows } = await runQuery(connection, "select [1, 2] as list, 'a' as text");
    expect(csv(columns.map(({ name }) => name), rows)).toBe('list,text\r\n"[1,2]",a\r\n');
  });
});
