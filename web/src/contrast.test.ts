import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const CSS = readFileSync(join(import.meta.dirname, "theme/tokens.css"), "utf-8");
const TEXT = 4.5;
const GRAPHICS = 3;

type Theme = Record<string, string>;

/** The colours of the stylesheet, for light and for dark. */
function themes(): Record<"light" | "dark", Theme> {
  const found = [...CSS.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);/g)];
  return {
    light: Object.fromEntries(found.map(([, name, light]) => [name, light])) as Theme,
    dark: Object.fromEntries(found.map(([, name, , dark]) => [name, dark])) as Theme,
  };
}

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

const STUDIOS = ["blue", "orange", "teal", "red", "violet", "green", "brown", "magenta", "grey"];

describe.each(Object.entries(themes()))("in the %s theme", (_, theme) => {
  const of = (one: string, other: string) => contrast(theme[one] ?? "", theme[other] ?? "");

  it.each(["text", "quiet", "link"])("%s can be read on every ground", (name) => {
    expect(of(name, "ground")).toBeGreaterThanOrEqual(TEXT);
    expect(of(name, "raised")).toBeGreaterThanOrEqual(TEXT);
  });

  it("the letters of a pressed button can be read", () => {
    expect(of("ground", "link")).toBeGreaterThanOrEqual(TEXT);
  });

  it.each([...STUDIOS, "bar", "edge"])("%s stands out from every ground", (name) => {
    expect(of(name, "ground")).toBeGreaterThanOrEqual(GRAPHICS);
    expect(of(name, "raised")).toBeGreaterThanOrEqual(GRAPHICS);
  });

  it.each([
    ["on-light-step", "step-1"],
    ["on-light-step", "step-2"],
    ["on-light-step", "step-3"],
    ["on-dark-step", "step-4"],
    ["on-dark-step", "step-5"],
  ])("%s can be read on %s of the map", (letters, step) => {
    expect(of(letters, step)).toBeGreaterThanOrEqual(TEXT);
  });
});
