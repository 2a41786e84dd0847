import { describe, expect, it } from "vitest";
import type { StudioYear } from "../data/rows";
import { bySize } from "./RevenueByStudio";
import { STATE_GRID } from "./stateGrid";
import { stepOf } from "./StateMap";

describe("the map of the states", () => {
  it("has a square of its own for each state and the capital", () => {
    const places = Object.values(STATE_GRID).map(String);
    expect(places).toHaveLength(51);
    expect(new Set(places).size).toBe(51);
  });

  it("has five steps, of which the last is the highest value's alone or nearly", () => {
    expect([0, 1, 25, 100].map((value) => stepOf(value, 100))).toEqual([1, 1, 3, 5]);
    expect(stepOf(0, 0)).toBe(1);
  });
});

describe("studios", () => {
  it("come with the one that sold most first", () => {
    const year = (studio_slug: string, gross_usd: number) =>
      ({ studio_slug, studio_name: studio_slug.toUpperCase(), gross_usd }) as StudioYear;
    const studios = bySize([year("a", 1), year("b", 5), year("a", 2)]);
    expect(studios).toEqual([
      { slug: "b", name: "B", total: 5 },
      { slug: "a", name: "A", total: 3 },
    ]);
  });
});
