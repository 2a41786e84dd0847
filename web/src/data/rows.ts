/** The rows of the exports. What a column means is in the manifest, and on the page `/data`. */

export interface StudioRef {
  studio_id: string;
  studio_slug: string;
  studio_name: string;
}

export interface FranchiseRef {
  franchise_id: string;
  franchise_slug: string;
  franchise_name: string;
}

export interface TalentRef {
  talent_id: string;
  talent_slug: string;
  talent_name: string;
}

export interface Voice extends TalentRef {
  credit_kind: string;
}

export interface CastMember {
  character_id: string;
  character_slug: string;
  character_name: string;
  role: string;
  gender: string;
  species: string;
  link: string;
  voices: Voice[];
}

export interface FilmFacts {
  film_slug: string;
  title: string;
  release_date: Date;
  release_type: string;
  mpaa_rating: string | null;
  runtime_min: number | null;
  budget_usd: number | null;
  domestic_gross_usd: number | null;
  worldwide_gross_usd: number | null;
  opening_week_gross_usd: number | null;
  studio: StudioRef;
  franchise: FranchiseRef | null;
}

export interface Film extends FilmFacts {
  directors: TalentRef[];
  characters: CastMember[];
}

export interface Appearance {
  media_id: string;
  media_slug: string;
  title: string;
  media_type: "film" | "game";
  release_date: Date | null;
  link: string;
}

export interface CharacterVoice extends Voice {
  media_id: string;
  media_slug: string;
}

export interface CharacterFacts {
  character_slug: string;
  character_name: string;
  character_group: string;
  role: string;
  gender: string;
  species: string;
}

export interface Character extends CharacterFacts {
  other_names: string | null;
  species_class: string;
  voice_status: string;
  appearances: Appearance[];
  voices: CharacterVoice[];
}

export interface StudioYear {
  studio_slug: string;
  studio_name: string;
  year: number;
  film_count: number;
  gross_usd: number;
  released_domestic_gross_usd: number | null;
  released_worldwide_gross_usd: number | null;
}

export interface FilmWeek {
  week_number: number;
  week_start_date: Date;
  gross_usd: number;
}

export interface FilmState {
  state_code: string;
  gross_usd: number;
}
