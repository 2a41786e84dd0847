import { expect, it } from "vitest";
import { addressOfQuery, EXAMPLES } from "./examples";
import { openInNode } from "./nodeEngine";

it("has a question for every example", () => {
  expect(EXAMPLES.length).toBeGreaterThan(3);
  for (const { question } of EXAMPLES) {
    expect(question).toMatch(/^[A-Z].+\?$/);
  }
});

it("keeps a query whole in an address", () => {
  const sql = "select '50%' as \"a&b\" -- +\n";
  const { searchParams } = new URL(addressOfQuery(sql), "https://example.org");
  expect(searchParams.get("q")).toBe(sql);
});

it("has examples in the language of the shipped engine", async () => {
  const { connection } = await openInNode();
  for (const { sql } of EXAMPLES) {
    expect(connection.getTableNames(sql)).not.toHaveLength(0);
  }
}, 120_000);
