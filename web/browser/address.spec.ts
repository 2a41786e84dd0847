/** What a reader chose is in the address: it outlives a reload, and going away and back. */

import { expect, test } from "./fixtures";

test("the order of a table", async ({ page }) => {
  await page.goto("/film/frozen");
  const header = page.getByRole("columnheader", { name: "Role" });
  await header.getByRole("button").click();
  await expect(page).toHaveURL(/[?&]cast=role/);
  await header.getByRole("button").click();
  await expect(header).toHaveAttribute("aria-sort", "descending");
  await expect(page).toHaveURL(/[?&]cast=-role/);
  const address = page.url();
  await page.reload();
  await expect(header).toHaveAttribute("aria-sort", "descending");
  await page.getByRole("link", { name: "Elsa", exact: true }).first().click();
  await expect(page).toHaveURL(/\/character\//);
  await page.goBack();
  await expect(page).toHaveURL(address);
  await expect(header).toHaveAttribute("aria-sort", "descending");
});

test("what was searched for", async ({ page }) => {
  await page.goto("/search");
  await page.getByRole("searchbox").fill("elsa");
  const first = page.getByRole("main").getByRole("listitem").first();
  await expect(first).toContainText("Elsa");
  await expect(page).toHaveURL(/[?&]q=elsa/);
  await page.reload();
  await expect(page.getByRole("searchbox")).toHaveValue("elsa");
  await expect(first).toContainText("Elsa");
  await first.getByRole("link").click();
  await expect(page).toHaveURL(/\/character\/wdas-elsa/);
  await page.goBack();
  await expect(page.getByRole("searchbox")).toHaveValue("elsa");
});

test("a search that finds nothing says so", async ({ page }) => {
  await page.goto("/search?q=zzzz");
  await expect(page.getByRole("status")).toContainText("zzzz");
});
