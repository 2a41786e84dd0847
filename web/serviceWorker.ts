/** Builds `sw.js` after everything else, since it names what else was built. */

import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { build, type Plugin, type ResolvedConfig } from "vite";

const SHELL = "index.html";
const ICON = "favicon.svg";
// Larger ones, such as the SQL engine, are for those who use them: the worker keeps them then.
const LARGEST_KEPT_BYTES = 500_000;

/** Adds the service worker to the build, with the list of what it keeps. */
export function serviceWorker(): Plugin {
  let config: ResolvedConfig;
  return {
    name: "service-worker",
    apply: "build",
    configResolved(resolved) {
      config = resolved;
    },
    async writeBundle({ dir = "" }, bundle) {
      const names = Object.keys(bundle).filter((name) => name.startsWith("assets/"));
      const small = names.filter((name) => statSync(resolve(dir, name)).size <= LARGEST_KEPT_BYTES);
      // The shell names the hashed scripts, and so its content tells one version from another.
      const version = createHash("sha256").update(readFileSync(resolve(dir, SHELL)));
      names.toSorted().forEach((name) => version.update(name));
      await build({
        configFile: false,
        root: config.root,
        publicDir: false,
        logLevel: "warn",
        define: {
          VERSION: JSON.stringify(`site-${version.digest("hex").slice(0, 12)}`),
          KEPT: JSON.stringify(["/", ...[ICON, ...small].map((name) => `/${name}`)]),
        },
        build: {
          target: "es2022",
          outDir: dir,
          emptyOutDir: false,
          rolldownOptions: {
            input: resolve(config.root, "src/offline/worker.ts"),
            output: { format: "iife", entryFileNames: "sw.js" },
          },
        },
      });
    },
  };
}
