/**
 * The rows of the exports, as far as pages read them. What a column means is in the manifest, and on
 * the page `/data`.
 */

export interface StudioRef {
  studio_slug: string;
  studio_name: string;
}

export interface FranchiseRef {
  franchise_slug: string;
  franchise_name: string;
}

export interface TalentRef {
  talent_id: string;
  talent_slug: string;
  talent_name: string;
}

export interface CastMember {
  character_id: string;
  character_slug: string;
  character_name: string;
  role: string;
  species: string;
  voices: TalentRef[];
}

/** A film of a franchise, in which the franchise need not be told. */
export interface FranchiseFilm {
  film_slug: string;
  title: string;
  release_date: Date;
  release_type: string;
  mpaa_rating: string | null;
  domestic_gross_usd: number | null;
  worldwide_gross_usd: number | null;
  studio: StudioRef;
}

/** What a table of films shows of one. */
export interface FilmFacts extends FranchiseFilm {
  /** The reader gives `undefined` for a nested value that is null. */
  franchise: FranchiseRef | undefined;
}

export interface Film extends FilmFacts {
  runtime_min: number | null;
  budget_usd: number | null;
  opening_week_gross_usd: number | null;
  directors: TalentRef[];
  characters: CastMember[];
}

export interface Appearance {
  media_id: string;
  media_slug: string;
  title: string;
  media_type: "film" | "game";
  release_date: Date | null;
}

interface CharacterVoice extends TalentRef {
  media_id: string;
}

export interface Character {
  character_slug: string;
  character_name: string;
  character_group: string;
  role: string;
  gender: string;
  species: string;
  other_names: string | null;
  species_class: string;
  voice_status: string;
  appearances: Appearance[];
  voices: CharacterVoice[];
}

/** A franchise by how many films and distinct characters it has. */
export interface FranchiseSize extends FranchiseRef {
  film_count: number;
  character_count: number;
}

export interface FranchiseCharacter {
  character_slug: string;
  character_name: string;
  role: string;
  species: string;
  /** In how many films of the franchise. */
  film_count: number;
}

export interface Franchise extends FranchiseSize {
  domestic_gross_usd: number | null;
  worldwide_gross_usd: number | null;
  films: FranchiseFilm[];
  characters: FranchiseCharacter[];
}

/** Somebody by in how many films and games they are heard. */
export interface TopVoice {
  position: number;
  talent_slug: string;
  talent_name: string;
  voice_appearance_count: number;
  voiced_film_count: number;
  voiced_game_count: number;
}

export interface Credit {
  media_slug: string;
  title: string;
  media_type: "film" | "game";
  release_date: Date | null;
  credit_kind: "director" | "voice" | "singing" | "live_action";
  /** Null for a part that is no character of the catalog, and for directing. */
  character_slug: string | null;
  character_name: string | null;
}

export interface Talent extends Omit<TopVoice, "position"> {
  character_count: number;
  directed_film_count: number;
  credits: Credit[];
}

export interface StudioYear {
  studio_slug: string;
  studio_name: string;
  year: number;
  gross_usd: number;
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
