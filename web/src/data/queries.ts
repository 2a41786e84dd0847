/** What the pages ask for. Each question is read once, however many pages ask it. */

import { readRows } from "./parquet";
import type {
  Character,
  Film,
  FilmFacts,
  FilmState,
  FilmWeek,
  Franchise,
  FranchiseSize,
  StudioYear,
  Talent,
  TopVoice,
} from "./rows";
import type { Entry } from "./search";

/** Every film, without its people. */
export function loadFilms(): Promise<FilmFacts[]> {
  return readRows<FilmFacts>("films_index");
}

/** The film of a slug with its people, or none. */
export function loadFilm(slug: string): Promise<Film[]> {
  return readRows<Film>("films_complete", { film_slug: { $eq: slug } });
}

/** The character of a slug with all that is known of it, or none. */
export function loadCharacter(slug: string): Promise<Character[]> {
  return readRows<Character>("characters_complete", { character_slug: { $eq: slug } });
}

/** The person of a slug with all credits, or none. */
export function loadTalent(slug: string): Promise<Talent[]> {
  return readRows<Talent>("talent_complete", { talent_slug: { $eq: slug } });
}

/** The franchise of a slug with its films and characters, or none. */
export function loadFranchise(slug: string): Promise<Franchise[]> {
  return readRows<Franchise>("franchises_complete", { franchise_slug: { $eq: slug } });
}

/** Every franchise by its size, in the order of their slugs. */
export function loadFranchiseSizes(): Promise<FranchiseSize[]> {
  return readRows<FranchiseSize>("franchises_index");
}

/** Who is heard in most films and games, the first first. */
export function loadTopVoices(): Promise<TopVoice[]> {
  return readRows<TopVoice>("top_voice_actors");
}

/** Everything that has a page, by name. */
export function loadNames(): Promise<Entry[]> {
  return readRows<Entry>("search_index");
}

/** Every studio's years. */
export function loadStudioYears(): Promise<StudioYear[]> {
  return readRows<StudioYear>("studio_stats");
}

/** A film's weeks in the order in which they were played. */
export function loadWeeks(slug: string): Promise<FilmWeek[]> {
  return boxOffice<FilmWeek>("film_week", slug);
}

/** A film's box office by state. */
export function loadStates(slug: string): Promise<FilmState[]> {
  return boxOffice<FilmState>("film_state", slug);
}

// Both questions of a film read the very same ranges, which are fetched once.
function boxOffice<Row>(kind: string, slug: string): Promise<Row[]> {
  const filter = { $and: [{ film_slug: { $eq: slug } }, { row_kind: { $eq: kind } }] };
  return readRows<Row>("boxoffice_summary", filter);
}
