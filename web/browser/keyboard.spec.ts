/** The site without a mouse. */

import { expect, test } from "./fixtures";

test("the first stop skips to the content", async ({ page }) => {
  await page.goto("/film/frozen");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Frozen");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: /skip/i });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Frozen");
});

test("a table is sorted from its headers", async ({ page }) => {
  await page.goto("/character/wdas-elsa");
  const header = page.getByRole("columnheader", { name: "Title" });
  await header.getByRole("button").focus();
  await page.keyboard.press("Enter");
  await expect(header).toHaveAttribute("aria-sort", "ascending");
  await page.keyboard.press("Space");
  await expect(header).toHaveAttribute("aria-sort", "descending");
  await expect(header.getByRole("button")).toBeFocused();
});

test("search is typed, and its results are walked through", async ({ page }) => {
  await page.goto("/search");
  await page.getByRole("searchbox").focus();
  await page.keyboard.type("toy story 3");
  const found = page.getByRole("main").getByRole("link", { name: "Toy Story 3", exact: true });
  await expect(found).toHaveCount(1);
  await page.keyboard.press("Tab");
  await expect(found).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Toy Story 3");
});

test("every stop of a page can be seen", async ({ page }) => {
  await page.goto("/studio/pixar");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Pixar/);
  for (let stop = 0; stop < 12; stop += 1) {
    await page.keyboard.press("Tab");
    const outlined = await page.evaluate(() => {
      const focused = document.activeElement;
      return focused !== null && getComputedStyle(focused).outlineStyle !== "none";
    });
    expect(outlined, `stop ${stop + 1}`).toBe(true);
  }
});
