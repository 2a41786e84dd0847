/** Audits each page as a phone opens it, and prints the scores: `node lighthouse.mjs ADDRESS RUNS`. */

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const PAGES = ["/", "/film/frozen", "/sql"];
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];

const [address, runs] = process.argv.slice(2);
for (const path of PAGES) {
  const audits = [];
  for (let run = 0; run < Number(runs); run += 1) {
    audits.push(await audit(path));
  }
  console.log(JSON.stringify({ path, ...median(audits) }));
}

/** Chromium's trace of a page now and then lacks its start (NO_NAVSTART): then once more. */
async function audit(path, tries = 3) {
  const lhr = await report(path);
  if (lhr.runtimeError?.code === "NO_NAVSTART" && tries > 1) {
    console.error(`${path}: ${lhr.runtimeError.code}, once more`);
    return audit(path, tries - 1);
  }
  if (lhr.runtimeError) {
    throw new Error(`${path}: ${lhr.runtimeError.message}`);
  }
  const failed = Object.values(lhr.categories)
    .flatMap(({ id, auditRefs }) => (id === "performance" ? [] : auditRefs))
    .filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 1)
    .map(({ id }) => id);
  const rounded = CATEGORIES.map((id) => [id, Math.round(lhr.categories[id].score * 100)]);
  return { ...Object.fromEntries(rounded), failed };
}

/** What Lighthouse says of a page. */
async function report(path) {
  // A browser for each audit: nothing is kept from the last one.
  const chrome = await launch({
    chromePath: process.env.HYPERION_CHROMIUM,
    chromeFlags: ["--headless=new", "--no-sandbox"],
  });
  try {
    const { lhr } = await lighthouse(`${address}${path}`, {
      port: chrome.port,
      onlyCategories: CATEGORIES,
      logLevel: "error",
    });
    return lhr;
  } finally {
    chrome.kill();
  }
}

/** The audit whose performance is the middle one. */
function median(audits) {
  return audits.toSorted((one, other) => one.performance - other.performance)[audits.length >> 1];
}
