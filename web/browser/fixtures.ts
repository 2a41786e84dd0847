/** Playwright's test, which also fails on what no page of the site may ever do. */

import { test as base, expect, type BrowserContext } from "@playwright/test";

const EVENT = "violated the Content-Security-Policy";

interface Watching {
  /** What was complained of so far; a test that provokes a complaint takes it out again. */
  complaints: string[];
}

export const test = base.extend<Watching>({
  complaints: [
    async ({ context, baseURL }, use) => {
      const complaints = await watch(context, new URL(baseURL ?? "").origin);
      await use(complaints);
      expect(complaints, "errors, and requests to other hosts").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

async function watch(context: BrowserContext, origin: string): Promise<string[]> {
  const complaints: string[] = [];
  // The workers' requests are the context's as well.
  context.on("request", (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (protocol.startsWith("http") && asked !== origin) {
      complaints.push(`${request.url()} was requested`);
    }
  });
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      complaints.push(`${message.type()} in the console: ${message.text()}`);
    }
  });
  context.on("weberror", (error) => {
    complaints.push(String(error.error()));
  });
  // A violation that only reports is no error in the console.
  await context.addInitScript((event) => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.error(`${blockedURI} ${event}: ${violatedDirective}`);
    });
  }, EVENT);
  return complaints;
}
