/** What somebody is credited for, gathered from films and characters. */

import type { Character, Film } from "./rows";

export interface Credit {
  media_slug: string;
  title: string;
  media_type: "film" | "game";
  release_date: Date | null;
  kind: string;
  character_slug: string | null;
  character_name: string | null;
}

export interface Credits {
  /** The person's name; undefined if there is nobody of this slug. */
  name: string | undefined;
  credits: Credit[];
}

/** Gathers the credits of a person. */
export function creditsOf(slug: string, films: Film[], characters: Character[]): Credits {
  let name: string | undefined;
  const credits: Credit[] = [];
  for (const film of films) {
    const director = film.directors.find((each) => each.talent_slug === slug);
    if (director) {
      name = director.talent_name;
      credits.push({
        media_slug: film.film_slug,
        title: film.title,
        media_type: "film",
        release_date: film.release_date,
        kind: "director",
        character_slug: null,
        character_name: null,
      });
    }
  }
  for (const character of characters) {
    for (const voice of character.voices.filter((each) => each.talent_slug === slug)) {
      name = voice.talent_name;
      const title = character.appearances.find((each) => each.media_id === voice.media_id);
      if (title) {
        credits.push({
          media_slug: title.media_slug,
          title: title.title,
          media_type: title.media_type,
          release_date: title.release_date,
          kind: voice.credit_kind,
          character_slug: character.character_slug,
          character_name: character.character_name,
        });
      }
    }
  }
  return { name, credits };
}
