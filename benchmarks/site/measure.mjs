/** Opens each page over each line, and prints what that took: `node measure.mjs ADDRESS RUNS`. */

import { createRequire } from "node:module";
import { resolve } from "node:path";
import { slowLine } from "./line.mjs";

const require = createRequire(resolve(import.meta.dirname, "../../web/package.json"));
const { chromium } = require("@playwright/test");

const CHART = "figure.chart";
const PAGES = [
  ["/", CHART],
  ["/studio/pixar", CHART],
  ["/film/frozen", CHART],
  ["/character/wdas-elsa", "main table"],
  ["/talent/tom-hanks", CHART],
  ["/franchise/toy-story", "main table"],
  ["/search?q=elsa", "main li"],
  ["/data", "main h1"],
  // Ready when a query could run.
  ["/sql", "[data-engine=ready]"],
];
const LINES = [
  ["as it comes", {}],
  ["9 Mbit/s, 60 ms", { megabits: 9, roundTrip: 60 }],
  ["1.6 Mbit/s, 150 ms, CPU / 4", { megabits: 1.6, roundTrip: 150, slowdown: 4 }],
  ["the same, whole files", { megabits: 1.6, roundTrip: 150, slowdown: 4, whole: true }],
];

const [address, runs] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.HYPERION_CHROMIUM });
for (const [path, selector] of PAGES) {
  for (const [name, settings] of LINES) {
    const measured = [];
    for (let run = 0; run < Number(runs); run += 1) {
      measured.push(await open(path, selector, settings));
    }
    console.log(JSON.stringify({ path, line: name, ...medians(measured) }));
  }
}
await browser.close();

async function open(path, selector, settings) {
  const { line, port, close } = await slowLine(Number(new URL(address).port), settings);
  // The service worker begins when a page has come, and would count towards none of this.
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  page.setDefaultTimeout(300_000); // against hanging: a slow line on a busy machine takes minutes
  let requests = 0;
  page.on("request", () => (requests += 1));
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: settings.slowdown ?? 1 });
  await page.addInitScript(watch, selector);
  await page.goto(`http://127.0.0.1:${port}${path}`);
  await page.waitForFunction(() => window.shownAfter !== undefined);
  await page.waitForLoadState("networkidle");
  const { shownAfter, shift } = await page.evaluate(() => {
    const { shownAfter, shift } = window;
    return { shownAfter, shift };
  });
  await context.close();
  close();
  return { bytes: line.bytes, requests, ms: shownAfter, shift };
}

/** In the page: when the first chart is there, painted, and by how much things jumped. */
function watch(selector) {
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) {
      window.shift += hadRecentInput ? 0 : value;
    }
  }).observe({ type: "layout-shift", buffered: true });
  const look = () => {
    if (document.querySelector(selector)) {
      setTimeout(() => (window.shownAfter = performance.now()));
    } else {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
}

function medians(measured) {
  const middle = (name) =>
    measured.map((each) => each[name]).toSorted((one, other) => one - other)[measured.length >> 1];
  return Object.fromEntries(Object.keys(measured[0]).map((name) => [name, middle(name)]));
}
