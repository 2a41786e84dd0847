/**
 * The service worker: after one visit the site works without the network.
 *
 * The shell and the small assets are kept when a version of the site is installed, large ones when a
 * page has used them. The data files are kept whole when a page asks for that; until then their
 * ranges go to the network. An open page keeps the version that it began with: another version
 * waits until no page of the old one is open, and only then deletes what the old one kept.
 */

import { keepData } from "./data";
import { sliced } from "./ranges";

declare const self: ServiceWorkerGlobalScope;
/** Written in by the build: the version's name, and the paths to keep, of which the first is the shell. */
declare const VERSION: string;
declare const KEPT: string[];

const DATA = "data";
const [SHELL = "/"] = KEPT;
const MANIFEST = "/data/manifest.json";

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(VERSION).then((cache) => cache.addAll(KEPT)),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      const old = names.filter((name) => name !== VERSION && name !== DATA);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  const said = event.data as "keep data" | string[];
  event.waitUntil(said === "keep data" ? keepAllData() : keepAssets(said));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin || request.method !== "GET") {
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(fromNetwork(request, SHELL));
  } else if (pathname === MANIFEST) {
    event.respondWith(fromNetwork(request, MANIFEST));
  } else if (pathname.endsWith(".parquet")) {
    event.respondWith(fromData(request));
  } else if (isAsset(request.url)) {
    event.respondWith(fromAssets(request));
  } else {
    event.respondWith(fromNetwork(request, pathname));
  }
});

/** Asks the network, and where that cannot be reached, gives what was kept. */
async function fromNetwork(request: Request, kept: string): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await caches.match(kept);
    if (found) {
      return found;
    }
    throw error;
  }
}

async function fromData(request: Request): Promise<Response> {
  const whole = await caches.match(request.url, { cacheName: DATA });
  return whole ? sliced(request.headers.get("Range"), whole) : fetch(request);
}

/** Their names tell their contents, so what is kept is right; large ones are kept at first use. */
async function fromAssets(request: Request): Promise<Response> {
  const found = await caches.match(request.url);
  if (found) {
    return found;
  }
  const answer = await fetch(request);
  if (answer.ok) {
    await keepAsset(request.url, answer.clone());
  }
  return answer;
}

/** A full disk is no reason to keep from a page what has come. */
async function keepAsset(url: string, answer: Response): Promise<void> {
  try {
    await (await caches.open(VERSION)).put(url, answer);
  } catch (error) {
    console.warn(`${url} is not kept:`, error);
  }
}

async function keepAllData(): Promise<void> {
  await keepData(await caches.open(DATA), MANIFEST);
}

/** Keeps the assets among what a page has loaded; the browser's own cache still has them. */
async function keepAssets(loaded: string[]): Promise<void> {
  await Promise.all(loaded.filter(isAsset).map((url) => fromAssets(new Request(url))));
}

function isAsset(url: string): boolean {
  const { origin, pathname } = new URL(url);
  return origin === self.location.origin && pathname.startsWith("/assets/");
}
