import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";

// DuckDB weighs megabytes and its start is a second or two of one core; of a busy machine, many.
test.describe.configure({ timeout: 180_000 });
const PATIENT = { timeout: 120_000 };

const addressOf = (sql: string) => `/sql?${new URLSearchParams({ q: sql }).toString()}`;
const result = (page: Page) => page.getByRole("region", { name: "Rows of the result" });
const editor = (page: Page) => page.getByLabel("Query", { exact: true });
const alert = (page: Page) => page.getByRole("alert");

async function ready(page: Page) {
  await expect(page.getByText("DuckDB is ready.", { exact: true })).toBeVisible(PATIENT);
}

async function published(page: Page): Promise<{ name: string; rows: number }[]> {
  const manifest = (await (await page.request.get("/data/manifest.json")).json()) as {
    exports: { name: string; rows: number }[];
  };
  return manifest.exports;
}

test("no other page loads DuckDB", async ({ page }) => {
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(request.url()));
  await page.goto("/data");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(loaded.filter((address) => /duckdb|engine/.test(address))).toEqual([]);
});

test("every export is a table with all its rows", async ({ page }) => {
  const counts = (await published(page)).map(
    ({ name }) => `select '${name}' as name, count(*) as rows from ${name}`,
  );
  await page.goto(addressOf(`${counts.join("\nunion all\n")}\norder by name`));
  await expect(result(page)).toBeVisible(PATIENT);
  const shown = await result(page).locator("tbody tr").allInnerTexts();
  const expected = (await published(page)).map(({ name, rows }) => `${name}\t${rows}`);
  expect(shown).toEqual(expected.toSorted());
});

test("every example runs", async ({ page }) => {
  await page.goto("/sql");
  await ready(page);
  const examples = page.locator(".examples").getByRole("link");
  for (const example of await examples.all()) {
    await example.click();
    await expect(result(page)).toBeVisible(PATIENT);
    await expect(alert(page)).toHaveCount(0);
    expect(await editor(page).inputValue()).toBe(new URL(page.url()).searchParams.get("q"));
  }
});

test("a query is written and run by keyboard, and its address shared", async ({ page, context }) => {
  await page.goto("/sql");
  await ready(page);
  await editor(page).fill("select 40 + 2 as answer, null as nothing");
  await editor(page).press("Control+Enter");
  await expect(result(page).locator("tbody tr")).toHaveText("42null");
  await editor(page).press("Tab");
  await expect(page.getByRole("button", { name: "Run" })).toBeFocused();
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(result(other).locator("tbody tr")).toHaveText("42null", PATIENT);
});

test("going back brings the query before", async ({ page }) => {
  await page.goto(addressOf("select 1 as first"));
  await expect(result(page)).toContainText("first", PATIENT);
  await editor(page).fill("select 2 as second");
  await page.getByRole("button", { name: "Run" }).click();
  await expect(result(page)).toContainText("second");
  await page.goBack();
  await expect(result(page)).toContainText("first");
  await expect(editor(page)).toHaveValue("select 1 as first");
});

test("DuckDB's error is shown, and goes with the next query", async ({ page }) => {
  await page.goto(addressOf("select titel from films_complete"));
  await expect(alert(page)).toContainText('Referenced column "titel" not found', PATIENT);
  await editor(page).fill("select title from films_complete limit 1");
  await page.getByRole("button", { name: "Run" }).click();
  await expect(result(page)).toBeVisible(PATIENT);
  await expect(alert(page)).toHaveCount(0);
});

test("a shared query reaches nothing outside, and changes nothing", async ({ page }) => {
  const hosts = new Set<string>();
  page.on("request", (request) => hosts.add(new URL(request.url()).host));
  await page.goto(addressOf("select * from read_parquet('https://example.org/a.parquet')"));
  await expect(alert(page)).toContainText("disabled through configuration", PATIENT);
  await editor(page).fill("drop table films_complete");
  await page.getByRole("button", { name: "Run" }).click();
  await expect(alert(page)).toContainText("read only");
  await editor(page).fill("explain analyze delete from films_complete");
  await page.getByRole("button", { name: "Run" }).click();
  await expect(result(page)).toBeVisible(PATIENT);
  await editor(page).fill("select count(*) > 0 as kept from films_complete");
  await page.getByRole("button", { name: "Run" }).click();
  await expect(result(page)).toContainText("true", PATIENT);
  expect([...hosts]).toEqual([new URL(page.url()).host]);
});

test("a long query can be cancelled", async ({ page }) => {
  const endless = "select count(*) from range(10000000) a, range(10000000) b where a.range < b.range";
  await page.goto(addressOf(endless));
  await ready(page);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(alert(page)).toHaveText("Cancelled.");
  await ready(page);
  await expect(alert(page)).toHaveText("Cancelled.");
  await editor(page).fill("select 1 as again");
  await page.getByRole("button", { name: "Run" }).click();
  await expect(result(page)).toContainText("again", PATIENT);
});

test("many rows are told, the first are shown, and CSV has them all", async ({ page }) => {
  await page.goto(addressOf("select range as number from range(1234)"));
  await expect(page.getByText(/^1,234 rows in [\d,]+ ms, the first 500 shown\.$/)).toBeVisible(PATIENT);
  await expect(result(page).locator("tbody tr")).toHaveCount(500);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV: all rows of the result" }).click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await saved).createReadStream()) {
    chunks.push(chunk as Buffer);
  }
  const lines = Buffer.concat(chunks).toString().trimEnd().split("\r\n");
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([1_235, "number", "1233"]);
});

test("a download that fails says so, and can be tried again", async ({
  page,
  context,
  complaints,
}) => {
  // Of the context: by then the service worker may be the one that asks.
  await context.route(/\.wasm$/, (route) => route.fulfill({ status: 503, body: "" }));
  await page.goto(addressOf("select 'come' as it_has"));
  await expect(alert(page)).toContainText("DuckDB did not start.", PATIENT);
  await expect(alert(page)).toContainText("503");
  await context.unroute(/\.wasm$/);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(result(page)).toContainText("come", PATIENT);
  complaints.splice(0);
});

test("the tables are described beside the editor", async ({ page }) => {
  await page.goto("/sql");
  for (const { name } of await published(page)) {
    const table = page.locator("details", { has: page.locator("summary", { hasText: name }) });
    await table.locator("summary").click();
    await expect(table.locator("dt").first()).toBeVisible();
    await expect(table.getByRole("link", { name: `of ${name}` })).toBeVisible();
  }
});
