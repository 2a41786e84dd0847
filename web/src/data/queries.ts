/** What the pages ask for. Each question is read once, however many pages ask it. */

import { readRows } from "./parquet";
import type {
  Character,
  CharacterFacts,
  Film,
  FilmFacts,
  FilmState,
  FilmWeek,
  StudioYear,
} from "./rows";

const FILM_FACTS = [
  "film_slug",
  "title",
  "release_date",
  "release_type",
  "mpaa_rating",
  "runtime_min",
  "budget_usd",
  "domestic_gross_usd",
  "worldwide_gross_usd",
  "opening_week_gross_usd",
  "studio",
  "franchise",
];
const CHARACTER_FACTS = [
  "character_slug",
  "character_name",
  "character_group",
  "role",
  "gender",
  "species",
];

/** Every film, without its people. */
export function loadFilms(): Promise<FilmFacts[]> {
  return readRows<FilmFacts>("films_complete", { columns: FILM_FACTS });
}

/** Every film with its directors and cast. */
export function loadCasts(): Promise<Film[]> {
  return readRows<Film>("films_complete");
}

/** The film of a slug with its people, or none. */
export function loadFilm(slug: string): Promise<Film[]> {
  return readRows<Film>("films_complete", { filter: { film_slug: { $eq: slug } } });
}

/** Every character, without appearances and voices. */
export function loadCharacters(): Promise<CharacterFacts[]> {
  return readRows<CharacterFacts>("characters_complete", { columns: CHARACTER_FACTS });
}

/** Every character with appearances and voices. */
export function loadVoices(): Promise<Character[]> {
  return readRows<Character>("characters_complete");
}

/** The character of a slug with all that is known of it, or none. */
export function loadCharacter(slug: string): Promise<Character[]> {
  return readRows<Character>("characters_complete", { filter: { character_slug: { $eq: slug } } });
}

/** Every studio's years. */
export function loadStudioYears(): Promise<StudioYear[]> {
  return readRows<StudioYear>("studio_stats");
}

/** A film's weeks in the order in which they were played. */
export function loadWeeks(slug: string): Promise<FilmWeek[]> {
  return boxOffice<FilmWeek>("film_week", slug, ["week_number", "week_start_date", "gross_usd"]);
}

/** A film's box office by state. */
export function loadStates(slug: string): Promise<FilmState[]> {
  return boxOffice<FilmState>("film_state", slug, ["state_code", "gross_usd"]);
}

function boxOffice<Row>(kind: string, slug: string, columns: string[]): Promise<Row[]> {
  const filter = { $and: [{ row_kind: { $eq: kind } }, { film_slug: { $eq: slug } }] };
  return readRows<Row>("boxoffice_summary", { columns, filter });
}
