import { statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import sirv from "sirv";
import { defineConfig, type Plugin } from "vitest/config";
import { serviceWorker } from "./serviceWorker.ts";

/** Serves the published exports to the development server, where the built site has `data/`. */
function publishedExports(): Plugin {
  return {
    name: "published-exports",
    configureServer(server) {
      const files = sirv(resolve(import.meta.dirname, "../exports/out"), { dev: true });
      server.middlewares.use("/data", (request, response, next) => {
        files(request, response, next);
      });
    },
  };
}

const DUCKDB_WASM = fileURLToPath(
  import.meta.resolve("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm"),
);

export default defineConfig({
  // Responses tell the compressed size alone, and progress is counted in unpacked bytes.
  define: { __DUCKDB_WASM_BYTES__: statSync(DUCKDB_WASM).size },
  // It finds its worker and WebAssembly by address; bundled anew it would not.
  optimizeDeps: { exclude: ["@duckdb/duckdb-wasm"] },
  plugins: [react(), publishedExports(), serviceWorker()],
  build: {
    target: "es2022",
    // A font or picture inside a script can be neither cached nor checked on its own.
    assetsInlineLimit: 0,
  },
  // Tests that need a page say so in their first line: jsdom takes seconds to load.
  test: {
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    // A loaded machine takes ten times as long.
    testTimeout: 60_000,
  },
});
