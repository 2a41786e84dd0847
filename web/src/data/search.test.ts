import { describe, expect, it } from "vitest";
import { folded, near, search, type Entry } from "./search";

function entry(name: string, kind: Entry["kind"] = "character"): Entry {
  return { kind, slug: folded(name).replaceAll(" ", "-"), name, detail: null };
}

describe("search", () => {
  const entries = ["Elsa", "Else", "Princess Elsa", "Héctor", "Anna"].map((name) => entry(name));
  const names = (query: string, limit = 10) =>
    search(entries, query, limit).map((found) => found.name);

  it("puts the very name first, then what begins like it", () => {
    expect(names("elsa")).toEqual(["Elsa", "Princess Elsa"]);
    expect(names("els")).toEqual(["Elsa", "Else", "Princess Elsa"]);
  });

  it("does not mind accents, case or the order of words", () => {
    expect(names("HECTOR")).toEqual(["Héctor"]);
    expect(names("elsa princess")).toEqual(["Princess Elsa"]);
  });

  it("finds what comes near, that with most of the words first", () => {
    const nearest = (query: string) => near(entries, query, 10).map((found) => found.name);
    expect(nearest("wdas princess elsa")).toEqual(["Princess Elsa", "Elsa"]);
    expect(nearest("el x")).toEqual([]);
  });

  it("finds nothing for nothing, and no more than asked for", () => {
    expect(names("  ")).toEqual([]);
    expect(names("e", 2)).toHaveLength(2);
  });
});
