/** After one visit the site works without the network, and an update breaks no open page. */

import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { ROUTES } from "./routes";

/** Waits until all data are kept, which is last, and whatever assets the page has loaded. */
async function keptForOffline(page: Page): Promise<void> {
  const kept = () =>
    page.evaluate(async () => {
      const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
      const assets = loaded.filter((url) => new URL(url).pathname.startsWith("/assets/"));
      const all = ["/data/manifest.json", ...assets].map((url) => caches.match(url));
      return navigator.serviceWorker.controller !== null && (await Promise.all(all)).every(Boolean);
    });
  await expect.poll(kept).toBe(true);
}

/** Forgets what an absent network makes the browser say by itself, also through the worker. */
function forgetFailedLoads(complaints: string[]): void {
  const others = complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(text));
  complaints.splice(0, complaints.length, ...others);
}

test("every page opens offline after one visit to the first", async ({
  page,
  context,
  complaints,
}) => {
  await page.goto("/");
  await keptForOffline(page);
  await context.setOffline(true);
  for (const { path, heading } of ROUTES) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
  }
  forgetFailedLoads(complaints);
});

test("SQL is answered offline after one visit to its page", async ({
  page,
  context,
  complaints,
}) => {
  // DuckDB weighs megabytes and its start is a second or two of one core; of a busy machine, many.
  test.setTimeout(180_000);
  await page.goto("/sql");
  await expect(page.getByText("DuckDB is ready.", { exact: true })).toBeVisible({ timeout: 120_000 });
  await keptForOffline(page);
  await context.setOffline(true);
  await page.goto("/sql?q=select+count(*)+from+films_complete");
  const result = page.getByRole("region", { name: "Rows of the result" });
  await expect(result.locator("tbody tr")).toHaveText("188", { timeout: 120_000 });
  forgetFailedLoads(complaints);
});

test("ranges of the data are answered from what was kept as the server answers them", async ({
  page,
  context,
  request,
}) => {
  const manifest = (await (await request.get("/data/manifest.json")).json()) as {
    exports: { file: string; sha256: string }[];
  };
  const addresses = manifest.exports.map((each) => `/data/${each.file}?v=${each.sha256.slice(0, 12)}`);
  await page.goto("/");
  await keptForOffline(page);
  await context.setOffline(true);
  for (const [address, range] of addresses.flatMap((address) =>
    ["bytes=0-3", "bytes=100-199", "bytes=-8", "bytes=1000-"].map((range) => [address, range]),
  )) {
    const served = await request.get(address ?? "", { headers: { Range: range ?? "" } });
    const kept = await page.evaluate(
      async ([url = "", asked = ""]) => {
        const answer = await fetch(url, { headers: { Range: asked } });
        const bytes = [...new Uint8Array(await answer.arrayBuffer())];
        return [answer.status, answer.headers.get("Content-Range"), bytes];
      },
      [address, range],
    );
    expect(kept).toEqual([206, served.headers()["content-range"], [...(await served.body())]]);
  }
});

test("a page that is opened first and directly opens offline again", async ({
  page,
  context,
  complaints,
}) => {
  await page.goto("/film/frozen?cast=-role");
  await keptForOffline(page);
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Frozen");
  await expect(page.getByRole("columnheader", { name: "Role" })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  forgetFailedLoads(complaints);
});

test("caches of versions that were replaced are deleted", async ({ page }) => {
  await page.goto("/");
  await page.evaluate(async () => {
    const old = await caches.open("site-of-before");
    await old.put("/assets/old.js", new Response("old"));
  });
  await keptForOffline(page);
  const names = await page.evaluate(() => caches.keys());
  expect(names).not.toContain("site-of-before");
  expect(names).toHaveLength(2);
});

for (const stays of [false, true]) {
  test(`a missing part of the app loads the page anew once${stays ? ", and no more" : ""}`, async ({
    page,
    context,
    complaints,
  }) => {
    let [loads, refused] = [0, 0];
    page.on("request", (request) => {
      loads += Number(request.isNavigationRequest());
    });
    await page.goto("/lists");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("My lists");
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType("resource").map(({ name }) => name),
    );
    // As after another version has taken this one's place: what is not loaded yet is gone.
    await context.route("**/assets/*.js", async (route) => {
      if (loaded.includes(route.request().url()) || (refused > 0 && !stays)) {
        await route.continue();
      } else {
        refused += 1;
        await route.fulfill({ status: 404 });
      }
    });
    await page.getByRole("link", { name: "Search", exact: true }).first().click();
    if (stays) {
      await expect(page.getByRole("alert")).toBeVisible();
    } else {
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Search");
    }
    expect(loads).toBe(2);
    expect(refused).toBeGreaterThan(0);
    complaints.splice(0);
  });
}
