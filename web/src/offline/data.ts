/** Keeps the published files whole, so that pages find them without the network. */

import { addressOf, type Manifest } from "../data/manifest";

/**
 * Keeps every file that the manifest names, then the manifest, and forgets all others.
 *
 * The manifest comes last: the one that is kept never names a file that is not.
 *
 * @param cache What was kept before, too; a file that is there is not fetched again.
 * @param address Where the manifest is.
 */
export async function keepData(cache: Cache, address: string): Promise<void> {
  const answer = await fetch(address);
  const { exports } = (await answer.clone().json()) as Manifest;
  for (const file of exports) {
    if (!(await cache.match(addressOf(file)))) {
      await keep(cache, addressOf(file), file.sha256);
    }
  }
  await cache.put(address, answer);
  const wanted = [address, ...exports.map(addressOf)].map((path) => new URL(path, answer.url).href);
  const old = (await cache.keys()).filter(({ url }) => !wanted.includes(url));
  await Promise.all(old.map((request) => cache.delete(request)));
}

/** Keeps one file, if it is what the manifest says: exports may be published at this moment. */
async function keep(cache: Cache, address: string, sha256: string): Promise<void> {
  const answer = await fetch(address);
  const digest = await crypto.subtle.digest("SHA-256", await answer.clone().arrayBuffer());
  if (hex(digest) !== sha256) {
    throw new Error(`${address} is not what the manifest says.`);
  }
  await cache.put(address, answer);
}

function hex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
