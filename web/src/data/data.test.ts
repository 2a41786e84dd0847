import { describe, expect, it } from "vitest";
import { folded, search, type Entry } from "./search";
import { creditsOf } from "./talent";
import type { Character, Film } from "./rows";

function entry(name: string, kind: Entry["kind"] = "character"): Entry {
  return { kind, slug: folded(name).replaceAll(" ", "-"), name, detail: "" };
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

  it("finds nothing for nothing, and no more than asked for", () => {
    expect(names("  ")).toEqual([]);
    expect(names("e", 2)).toHaveLength(2);
  });
});

describe("credits", () => {
  const film = {
    film_slug: "one",
    title: "One",
    release_date: new Date("2001-01-01"),
    directors: [{ talent_id: "t", talent_slug: "a-b", talent_name: "A B" }],
  } as Film;
  const voice = { talent_id: "t", talent_slug: "a-b", talent_name: "A B", credit_kind: "voice" };
  const character = {
    character_slug: "c",
    character_name: "C",
    appearances: [
      {
        media_id: "m",
        media_slug: "one",
        title: "One",
        media_type: "film",
        release_date: film.release_date,
        link: "primary",
      },
    ],
    voices: [{ ...voice, media_id: "m", media_slug: "one" }],
  } as Character;

  it("are what somebody directed and where they are heard", () => {
    const { name, credits } = creditsOf("a-b", [film], [character]);
    expect(name).toBe("A B");
    expect(credits.map(({ kind, character_name }) => [kind, character_name])).toEqual([
      ["director", null],
      ["voice", "C"],
    ]);
  });

  it("of nobody have no name", () => {
    expect(creditsOf("nobody", [film], [character])).toEqual({ name: undefined, credits: [] });
  });
});
