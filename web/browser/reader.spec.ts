/** What a reader keeps in this browser: lists behind the stand-in for signing in, and the theme. */

import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";

test("nothing is saved before signing in", async ({ page }) => {
  await page.goto("/film/frozen");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Frozen");
  await expect(page.getByRole("button", { name: "Save", exact: true })).toHaveCount(0);
});

test("a list is kept, also after a reload and signing out", async ({ page }) => {
  await page.goto("/lists");
  await page.getByRole("button", { name: /sign in/i }).click();
  await page.goto("/film/frozen");
  const save = page.getByRole("button", { name: /^Saved?$/ });
  await save.click();
  await expect(save).toHaveAttribute("aria-pressed", "true");
  await page.reload();
  await expect(save).toHaveAttribute("aria-pressed", "true");

  await page.goto("/lists");
  const item = page.getByRole("main").getByRole("link", { name: "Frozen", exact: true });
  await expect(item).toBeVisible();
  await page.getByRole("button", { name: /sign out/i }).click();
  await expect(item).toHaveCount(0);
  await page.getByRole("button", { name: /sign in/i }).click();
  await page.getByRole("button", { name: "Remove Frozen" }).click();
  await expect(item).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("button", { name: /sign out/i })).toBeVisible();
  await expect(item).toHaveCount(0);
});

test("a list of one's own is added", async ({ page }) => {
  await page.goto("/lists");
  await page.getByRole("button", { name: /sign in/i }).click();
  await page.getByRole("textbox").fill("With the children");
  await page.getByRole("button", { name: "Add" }).click();
  await page.reload();
  await expect(page.getByRole("heading", { name: "With the children" })).toBeVisible();
});

/** The theme as it is seen: the ground of the page is near white, or near black. */
function themeOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const [red = 0] = getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? [];
    return Number(red) > 127 ? "light" : "dark";
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`the theme is the system's, ${colorScheme}, until it is switched`, async ({ page }) => {
    const other = colorScheme === "light" ? "dark" : "light";
    await page.emulateMedia({ colorScheme });
    await page.goto("/");
    await expect.poll(() => themeOf(page)).toBe(colorScheme);
    await page.getByRole("button", { name: new RegExp(`^${other}`, "i") }).click();
    await expect.poll(() => themeOf(page)).toBe(other);
    await page.goto("/film/frozen");
    await expect.poll(() => themeOf(page)).toBe(other);
    await page.reload();
    await expect.poll(() => themeOf(page)).toBe(other);
  });
}
