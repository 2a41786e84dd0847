/** Columns that several tables have. */

import type { TalentRef } from "../data/rows";
import { day, isoDay, sentence, UNKNOWN } from "../format";
import { CharacterLink, FilmLink, TalentLinks } from "./links";
import type { TableColumn } from "./Table";

interface Title {
  title: string;
  media_slug: string;
  media_type: "film" | "game";
}

/** A film, or a game, which has no page. */
export const TITLE: TableColumn<Title> = {
  name: "title",
  title: "Title",
  value: (row) => row.title,
  show: (row) =>
    row.media_type === "film" ? <FilmLink slug={row.media_slug} title={row.title} /> : row.title,
};

export const RELEASE: TableColumn<{ release_date: Date | null }> = {
  name: "release",
  title: "Release",
  value: (row) => isoDay(row.release_date) || null,
  show: (row) => <span className="unbroken">{day(row.release_date)}</span>,
};

interface Character {
  character_slug: string;
  character_name: string;
  role: string;
  species: string;
}

/** A character, and what it is. */
export const CHARACTER: TableColumn<Character>[] = [
  {
    name: "character",
    title: "Character",
    value: (row) => row.character_name,
    show: (row) => <CharacterLink slug={row.character_slug} name={row.character_name} />,
  },
  { name: "role", title: "Role", value: (row) => sentence(row.role) },
  { name: "species", title: "Species", value: (row) => sentence(row.species) },
];

export const VOICE: TableColumn<{ voices: TalentRef[] }> = {
  name: "voice",
  title: "Voice",
  value: (row) => row.voices.map((voice) => voice.talent_name).join("; ") || null,
  show: (row) => (row.voices.length ? <TalentLinks talent={row.voices} /> : UNKNOWN),
};
