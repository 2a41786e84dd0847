import { describe, expect, it } from "vitest";
import type { StudioYear } from "../data/rows";
import { placeAt } from "./Columns";
import { named, standsLeft } from "./dotNames";
import { bySize, columnsOf } from "./RevenueByStudio";
import { percent, ticksTo, ticksWithin } from "./scale";
import { STATE_GRID } from "./stateGrid";
import { STATE_NAMES } from "./stateNames";
import { stepOf, topOf } from "./StateMap";

describe("the map of the states", () => {
  it("has a square of its own for each state and the capital", () => {
    const places = Object.values(STATE_GRID).map(String);
    expect(places).toHaveLength(51);
    expect(new Set(places).size).toBe(51);
    expect(Object.keys(STATE_NAMES).toSorted()).toEqual(Object.keys(STATE_GRID).toSorted());
  });

  it("has five steps, of which the last is the highest value's alone or nearly", () => {
    expect([0, 1, 25, 100].map((value) => stepOf(value, 100))).toEqual([1, 1, 3, 5]);
    expect(stepOf(0, 0)).toBe(1);
  });

  it("says of each step how far it goes", () => {
    for (const step of [1, 2, 3, 4, 5]) {
      expect(stepOf(topOf(step, 100) - 1, 100)).toBe(step);
    }
    expect(topOf(5, 100)).toBe(100);
  });
});

describe("a scale", () => {
  it("has round values from 0 to the greatest or just above", () => {
    expect(ticksTo(1_130)).toEqual([0, 250, 500, 750, 1_000, 1_250]);
    expect(ticksTo(11)).toEqual([0, 5, 10, 15]);
    expect(ticksTo(900)).toEqual([0, 200, 400, 600, 800, 1_000]);
    expect(ticksTo(1)).toEqual([0, 1]);
    expect(ticksTo(3)).toEqual([0, 1, 2, 3]);
    expect(ticksTo(0)).toEqual([0]);
  });

  it("names round places of a range, and of one place that place", () => {
    expect(ticksWithin(1937, 2025)).toEqual([1940, 1960, 1980, 2000, 2020]);
    expect(ticksWithin(1, 4)).toEqual([1, 2, 3, 4]);
    expect(ticksWithin(1999, 1999)).toEqual([1999]);
  });

  it("is in per cent", () => {
    expect([percent(5, 0, 10), percent(1999, 1999, 1999)]).toEqual([50, 50]);
  });

  it("is read off at the place under the pointer, and at the ends beyond them", () => {
    expect([0, 0.49, 0.5, 0.99, 1, -1].map((share) => placeAt(share, 1, 2))).toEqual([
      1, 1, 2, 2, 2, 1,
    ]);
  });
});

describe("names of dots", () => {
  const HEIGHT = 300;
  const names = (dots: { name: string; x: number; y: number }[]) =>
    [...named(dots, HEIGHT)].map((dot) => dot.name);

  it("are not written over other dots", () => {
    const dots = [
      { name: "First", x: 20, y: 20 },
      { name: "Beside", x: 23, y: 20 },
      { name: "Elsewhere", x: 20, y: 80 },
    ];
    expect(names(dots)).toEqual(["Beside", "Elsewhere"]);
  });

  it("are not written over each other: the first stays", () => {
    const dots = [
      { name: "A name of some length", x: 80, y: 20 },
      { name: "Another of some length too", x: 40, y: 20 },
    ];
    expect(names(dots)).toEqual(["A name of some length"]);
    expect(names(dots.toReversed())).toEqual(["Another of some length too"]);
  });

  it("stay within the chart and are few", () => {
    expect(names([{ name: "x".repeat(60), x: 50, y: 50 }])).toEqual([]);
    expect([standsLeft({ name: "", x: 90, y: 0 }), standsLeft({ name: "", x: 10, y: 0 })]).toEqual([
      true,
      false,
    ]);
    const many = Array.from({ length: 10 }, (_, at) => ({ name: `${at}`, x: 5, y: at * 10 }));
    expect(names(many)).toHaveLength(8);
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

  it("lie in one order in every year", () => {
    const year = (studio_slug: string, at: number, gross_usd: number): StudioYear => ({
      studio_slug,
      studio_name: studio_slug,
      year: at,
      gross_usd,
    });
    const sold = [year("a", 2001, 1), year("b", 2001, 5), year("b", 1999, 1), year("a", 1999, 4)];
    const columns = columnsOf(sold, bySize(sold));
    expect(columns.map(({ at, parts }) => [at, ...parts.map(({ key }) => key)])).toEqual([
      [1999, "b", "a"],
      [2001, "b", "a"],
    ]);
  });
});
