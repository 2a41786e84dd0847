// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from "vitest";
import { change } from "./lists";
import { keep, recall } from "./storage";

describe("what is kept", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    localStorage.clear();
  });

  it("is there again until it is taken away", () => {
    expect(recall("theme")).toBeNull();
    keep("theme", "dark");
    expect(recall("theme")).toBe("dark");
    keep("theme", null);
    expect(recall("theme")).toBeNull();
  });

  it("is nothing where the browser keeps nothing, and no error", () => {
    const refuse = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
    vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse, removeItem: refuse, clear: vi.fn() });
    expect(() => {
      keep("theme", "dark");
      keep("theme", null);
      change((lists) => lists);
    }).not.toThrow();
    expect(recall("theme")).toBeNull();
  });
});
