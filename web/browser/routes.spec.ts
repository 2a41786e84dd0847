/** Every address shows its page when it is opened directly, with a heading and a title of its own. */

import { expect, test } from "./fixtures";
import { ABSENT, PAGES, ROUTES } from "./routes";

for (const { path, heading } of ROUTES) {
  test(`${path} opens`, async ({ page }) => {
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(200);
    const headings = page.getByRole("heading", { level: 1 });
    await expect(headings).toHaveText(heading);
    await expect(headings).toHaveCount(1);
    await expect(page).toHaveTitle(/^\S.* · Hyperion$/);
    await expect(page.getByRole("main")).toBeVisible();
  });
}

test("titles tell the pages from each other", async ({ page }) => {
  const titles = new Set<string>();
  for (const { path } of PAGES) {
    await page.goto(path);
    await expect(page).toHaveTitle(/ · Hyperion$/);
    titles.add(await page.title());
  }
  expect(titles.size).toBe(PAGES.length);
});

for (const { path } of ABSENT) {
  test(`${path} shows the way on`, async ({ page }) => {
    await page.goto(path);
    const main = page.getByRole("main");
    await main.getByRole("link", { name: /search/i }).first().click();
    await expect(page).toHaveURL(/\/search/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Search");
  });
}

test("links lead from page to page without loading anew", async ({ page }) => {
  let documents = 0;
  page.on("request", (request) => {
    documents += Number(request.isNavigationRequest());
  });
  await page.goto("/film/frozen");
  await page.getByRole("link", { name: "Elsa", exact: true }).first().click();
  await expect(page).toHaveURL(/\/character\/wdas-elsa$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Elsa");
  await page.getByRole("link", { name: "Frozen II", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Frozen II");
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Elsa");
  expect(documents).toBe(1);
});
