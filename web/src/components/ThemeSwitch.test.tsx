// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ThemeSwitch } from "./ThemeSwitch";

/** A system that is light or dark, of which jsdom has none. */
const system = Object.assign(new EventTarget(), { matches: false });

function darken(matches: boolean) {
  system.matches = matches;
  system.dispatchEvent(new Event("change"));
}

const offered = () => screen.getByRole("button").textContent;
const theme = () => document.documentElement.dataset.theme;

describe("the theme", () => {
  beforeEach(() => {
    vi.stubGlobal("matchMedia", () => system);
    render(<ThemeSwitch />);
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
    darken(false);
    localStorage.clear();
    delete document.documentElement.dataset.theme;
  });

  it("is the system's, also when that changes, until one is chosen", () => {
    expect([offered(), theme()]).toEqual(["Dark", undefined]);
    act(() => {
      darken(true);
    });
    expect([offered(), theme()]).toEqual(["Light", undefined]);
    fireEvent.click(screen.getByRole("button", { name: "Light theme" }));
    expect([offered(), theme(), localStorage.getItem("theme")]).toEqual(["Dark", "light", "light"]);
  });

  it("stays as it was chosen, whatever the system does", () => {
    fireEvent.click(screen.getByRole("button"));
    expect([offered(), theme()]).toEqual(["Light", "dark"]);
    act(() => {
      darken(true);
    });
    expect([offered(), theme()]).toEqual(["Light", "dark"]);
  });
});
