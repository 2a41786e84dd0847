/** Pages show the figures that were asked of the lake itself. */

import { readFileSync } from "node:fs";
import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures";

interface Figure {
  path: string;
  table: string;
  columns: string[];
  rows: Cell[][];
}

type Cell = string | number | null;

// Without the file, as in a run by hand, there is nothing to compare with.
const FILE = process.env.HYPERION_FIGURES;
const FIGURES = FILE ? (JSON.parse(readFileSync(FILE, "utf-8")) as Figure[]) : [];

for (const { path, table, columns, rows } of FIGURES) {
  test(`${path}: ${table}`, async ({ page }) => {
    await page.goto(path);
    const figure = page.getByRole("figure", { name: table, exact: true });
    const found = page.getByRole("table", { name: table, exact: true });
    await expect(figure.or(found)).toBeVisible();
    if (await figure.count()) {
      await figure.locator("summary").click();
    }
    const shown = await cellsOf(found, columns);
    expect(rows.length).toBeGreaterThan(0);
    const wholeDollars = rows.map((row) => row.map(shownCell));
    expect(shown.toSorted(byText)).toEqual(wholeDollars.toSorted(byText));
  });
}

/** Reads columns of a table as a reader sees them. */
async function cellsOf(table: Locator, columns: string[]): Promise<string[][]> {
  await expect(table).toBeVisible();
  const headers = await table.getByRole("columnheader").allTextContents();
  const places = columns.map((column) => headers.findIndex((header) => header.trim() === column));
  expect(places, headers.join()).not.toContain(-1);
  const rows = await table
    .locator("tbody tr")
    .evaluateAll((all) =>
      all.map((row) => [...row.children].map((cell) => cell.textContent.trim())),
    );
  return rows.map((row) => places.map((place) => plain(row[place] ?? "")));
}

/** Money is compared in whole dollars, of which some tables show the cents as well. */
function plain(text: string): string {
  const number = Number(text.replaceAll(/[$,]/g, ""));
  return text && !Number.isNaN(number) ? String(Math.round(number)) : text;
}

function shownCell(cell: Cell): string {
  if (typeof cell === "number") {
    return String(Math.round(cell));
  }
  return cell ?? "–";
}

function byText(one: string[], other: string[]): number {
  return one.join("|") < other.join("|") ? -1 : 1;
}
