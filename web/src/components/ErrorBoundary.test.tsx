// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { Suspense, use } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { once } from "../data/once";
import { ErrorBoundary } from "./ErrorBoundary";

const done = new Map<string, Promise<string>>();
let answers: (() => Promise<string>)[] = [];
let asked = 0;

function load(): Promise<string> {
  return once(done, "text", () => {
    asked += 1;
    return answers.shift()?.() ?? Promise.reject(new Error("asked too often"));
  });
}

function Text() {
  return <p>{use(load())}</p>;
}

describe("a page whose data do not come", () => {
  afterEach(cleanup);

  it("says so after one try, and comes when that is tried again", async () => {
    // React logs what a boundary catches.
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    answers = [() => Promise.reject(new Error("no network")), () => Promise.resolve("Dumbo")];
    await act(async () => {
      render(
        <ErrorBoundary>
          <Suspense fallback="Loading">
            <Text />
          </Suspense>
        </ErrorBoundary>,
      );
      await load().catch(() => undefined);
    });
    expect((await screen.findByRole("alert")).textContent).toContain("no network");
    expect(asked).toBe(1);
    log.mockRestore();
    await act(async () => {
      fireEvent.click(screen.getByRole("button", { name: "Try again" }));
      await load();
    });
    expect(await screen.findByText("Dumbo")).toBeTruthy();
    expect(asked).toBe(2);
  });
});
