/** Which films a reader wants to see; the address says it, so that it can be shared. */

import type { FilmFacts, StudioYear } from "../data/rows";
import { folded } from "../data/search";
import { yearOf } from "../format";

interface FilmFilter {
  studio: string;
  from: number | null;
  to: number | null;
  franchise: string;
  rating: string;
  title: string;
}

/** The parameters of the address that choose films. */
export type FilmParameter = keyof FilmFilter;

// What a film without a rating is called in the address.
export const UNRATED = "none";

/** Reads the filter from the parameters of an address; what makes no sense filters nothing. */
export function parseFilm(parameters: URLSearchParams): FilmFilter {
  const text = (name: FilmParameter) => parameters.get(name) ?? "";
  return {
    studio: text("studio"),
    from: year(text("from")),
    to: year(text("to")),
    franchise: text("franchise"),
    rating: text("rating"),
    title: text("title"),
  };
}

/** Whether a filter lets a film through. */
export function admits(filter: FilmFilter, film: FilmFacts): boolean {
  return (
    (!filter.studio || film.studio.studio_slug === filter.studio) &&
    within(filter, yearOf(film.release_date)) &&
    (!filter.franchise || film.franchise?.franchise_slug === filter.franchise) &&
    (!filter.rating || (film.mpaa_rating ?? UNRATED) === filter.rating) &&
    folded(film.title).includes(folded(filter.title.trim()))
  );
}

/** Whether a filter lets a studio's year of sales through: by studio and year, it has no more. */
export function admitsYear(filter: FilmFilter, sold: StudioYear): boolean {
  return (!filter.studio || sold.studio_slug === filter.studio) && within(filter, sold.year);
}

function within({ from, to }: FilmFilter, at: number): boolean {
  return (from === null || at >= from) && (to === null || at <= to);
}

function year(text: string): number | null {
  return /^\d{4}$/.test(text) ? Number(text) : null;
}
