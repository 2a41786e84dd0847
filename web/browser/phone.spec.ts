/** On a phone no page is wider than the screen, and what a table compares is in sight. */

import { expect, test } from "./fixtures";
import { PAGES } from "./routes";

const WIDTH = 390;

test.use({ viewport: { width: WIDTH, height: 844 } });

for (const { path, heading } of PAGES) {
  test(`${path} fits`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(WIDTH);
  });
}

test("a film's gross stands beside its name", async ({ page }) => {
  await page.goto("/studio/pixar");
  const header = page.getByRole("columnheader").nth(1);
  await expect(header).toHaveText("Worldwide (USD)");
  const { x, width } = (await header.boundingBox()) ?? { x: WIDTH, width: 0 };
  expect(x + width).toBeLessThan(WIDTH);
});
