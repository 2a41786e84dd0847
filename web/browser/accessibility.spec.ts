/** axe-core finds nothing on any page, in light and in dark. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type axe from "axe-core";
import { expect, test } from "./fixtures";
import { ROUTES } from "./routes";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf-8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

declare global {
  interface Window {
    axe: typeof axe;
  }
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const { path, heading } of ROUTES) {
    test(`${path}, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
      await expect(page.locator(".plot:empty, [aria-busy=true]")).toHaveCount(0);
      // What is folded away is read as well.
      await page.locator("details:not([open]) > summary").evaluateAll((summaries) => {
        summaries.forEach((summary) => {
          summary.parentElement?.setAttribute("open", "");
        });
      });
      // As a text: the policy forbids a script that is not the site's own, also inline.
      await page.evaluate(SOURCE);
      const { violations, passes } = await page.evaluate(
        (values) => window.axe.run({ runOnly: { type: "tag", values } }),
        TAGS,
      );
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join("\n")}`);
      expect(found).toEqual([]);
      expect(passes.length).toBeGreaterThan(10);
    });
  }
}
