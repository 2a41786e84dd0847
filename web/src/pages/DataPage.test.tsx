// @vitest-environment jsdom
import { act, cleanup, render, screen } from "@testing-library/react";
import { Suspense } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { loadManifest, type Manifest } from "../data/manifest";
import { DataPage } from "./DataPage";

const MANIFEST: Manifest = {
  published_at: "2026-01-02T03:04:05Z",
  freshness: { built_at: "2026-01-01T00:00:00Z", exported_at: "2026-01-02T00:00:00Z", end_offsets: {} },
  exports: [],
};

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("is shown from the part that the address names, once that is there", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(MANIFEST)));
  const shown: string[] = [];
  // jsdom lays nothing out, and so has nothing to scroll.
  Element.prototype.scrollIntoView = function (this: Element) {
    shown.push(this.id);
  };
  window.history.replaceState(null, "", "/data#sources");
  await act(async () => {
    render(
      <Suspense fallback="Loading">
        <DataPage />
      </Suspense>,
    );
    await loadManifest();
  });
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("The data");
  expect(shown).toEqual(["sources"]);
});
