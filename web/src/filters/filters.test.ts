import { describe, expect, it } from "vitest";
import type { FilmFacts, StudioYear } from "../data/rows";
import { named, yearOptions } from "./FilmChoices";
import { admits, admitsYear, parseFilm } from "./films";
import { changed } from "./useParameters";

const COCO: FilmFacts = {
  film_slug: "coco",
  title: "Coco",
  release_date: new Date("2017-11-22"),
  release_type: "theatrical",
  mpaa_rating: "PG",
  domestic_gross_usd: null,
  worldwide_gross_usd: null,
  studio: { studio_slug: "pixar", studio_name: "Pixar Animation Studios" },
  franchise: { franchise_slug: "coco", franchise_name: "Coco" },
};
const UNRATED_FILM: FilmFacts = { ...COCO, mpaa_rating: null, franchise: undefined };

function admitted(address: string, film = COCO): boolean {
  return admits(parseFilm(new URLSearchParams(address)), film);
}

describe("a filter of films", () => {
  it("lets everything through that it does not name", () => {
    expect(admitted("")).toBe(true);
    expect(admitted("films=-worldwide&studio=&from=soon", UNRATED_FILM)).toBe(true);
  });

  it.each([
    ["studio", "pixar", "wdas"],
    ["from", "2017", "2018"],
    ["to", "2017", "2016"],
    ["franchise", "coco", "cars"],
    ["rating", "PG", "G"],
    ["title", " CÓCO ", "cars"],
  ])("by %s lets through %s and not %s", (name, fits, other) => {
    expect(admitted(`${name}=${fits}`)).toBe(true);
    expect(admitted(`${name}=${other}`)).toBe(false);
  });

  it("wants all that it names", () => {
    expect(admitted("studio=pixar&from=2010&to=2019&rating=PG")).toBe(true);
    expect(admitted("studio=pixar&from=2010&to=2019&rating=G")).toBe(false);
  });

  it("knows films without a rating or a franchise", () => {
    expect(admitted("rating=none", UNRATED_FILM)).toBe(true);
    expect(admitted("rating=none")).toBe(false);
    expect(admitted("franchise=coco", UNRATED_FILM)).toBe(false);
  });

  it("chooses years of sale by studio and year alone", () => {
    const sold = { studio_slug: "pixar", year: 2017 } as StudioYear;
    const of = (address: string) => admitsYear(parseFilm(new URLSearchParams(address)), sold);
    expect(of("studio=pixar&from=2017&to=2017&franchise=cars&title=cars&rating=G")).toBe(true);
    expect([of("studio=wdas"), of("from=2018"), of("to=2016")]).toEqual([false, false, false]);
  });
});

describe("the address", () => {
  it("loses a parameter that becomes empty, and keeps the others", () => {
    const before = new URLSearchParams("studio=pixar&films=-title");
    expect(changed(before, { studio: "", from: "1999" }).toString()).toBe("films=-title&from=1999");
    expect(before.toString()).toBe("studio=pixar&films=-title");
  });
});

describe("choices", () => {
  it("are there once each, in order", () => {
    const names = named([
      ["b", "Étoile"],
      ["c", "Fantasia"],
      ["b", "Étoile"],
      ["a", "Dumbo"],
    ]);
    expect(names.map((option) => option.value)).toEqual(["a", "b", "c"]);
    expect(yearOptions([2001, 1999, 2001]).map((option) => option.name)).toEqual(["1999", "2001"]);
  });
});
