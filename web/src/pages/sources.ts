/** Where the facts come from, and on what terms: as data/README.md of the repository has it. */

export interface Source {
  /** What the source documents call it. */
  names: string[];
  origin: string;
  /** The public page of the origin. */
  address?: string;
  licence: string;
}

export const SOURCES: Source[] = [
  {
    names: ["pixarfilms"],
    origin: "pixarfilms, kept by Eric Leung",
    address: "https://github.com/erictleung/pixarfilms",
    licence: "CC0",
  },
  {
    names: ["disney_plus_credits"],
    origin: "Kaggle, “Disney+ TV Shows and Movies”",
    address: "https://github.com/Prafulbhoyar45",
    licence: "none stated",
  },
  {
    names: ["tmdb_5000_credits"],
    origin: "TMDB, credits of 5,000 films",
    address: "https://github.com/AhmedMemon-007/CODSOFT",
    licence: "none stated",
  },
  {
    names: [
      "disney_voice_actors",
      "disney_characters_csv",
      "disney_director_csv",
      "disney_movies_total_gross",
    ],
    origin: "data.world and DataCamp, Disney films and characters",
    address: "https://github.com/XinChen1020/Programming-Questions",
    licence: "none stated",
  },
  {
    names: ["movie_industry_kaggle"],
    origin: "Kaggle, “Movie Industry”",
    address: "https://github.com/angelajwchen/tmdb-story-viz",
    licence: "none stated",
  },
  {
    names: ["vega_datasets_movies"],
    origin: "vega-datasets, films to 2010",
    licence: "package BSD-3, data as is",
  },
  {
    names: ["keithgalli_wikipedia_infobox"],
    origin: "Wikipedia’s boxes of facts, gathered by Keith Galli",
    address: "https://github.com/KeithGalli/disney-data-science-tasks",
    licence: "none stated",
  },
  {
    names: ["bom_top200_2000_2024_kaggle"],
    origin: "Yearly box office charts, 2000 to 2024",
    address: "https://github.com/Madhumita-Krishnamurthy/Aiproj",
    licence: "none stated",
  },
  {
    names: ["randle_the_numbers", "randle_imdb"],
    origin: "The Numbers and IMDb, as in the game Randle",
    address: "https://github.com/cck37/Randle",
    licence: "none stated",
  },
  {
    names: ["polygraph_film_dialogue"],
    origin: "Polygraph, film dialogue",
    address: "https://github.com/matthewfdaniels/scripts",
    licence: "none stated",
  },
  {
    names: ["video_game_dialogue_corpus"],
    origin: "Video Game Dialogue Corpus, Rennick et al. 2023",
    address: "https://github.com/seannyD/VideoGameDialogueCorpusPublic",
    licence: "cite Rennick et al. 2023",
  },
  {
    names: ["lorcana_classifications"],
    origin: "lorcana-data, classes of a card game",
    address: "https://github.com/great-illuminary/lorcana-data",
    licence: "MIT",
  },
  {
    names: ["fivethirtyeight_marvel_wikia"],
    origin: "FiveThirtyEight, comic characters",
    address: "https://github.com/fivethirtyeight/data",
    licence: "CC BY 4.0",
  },
  {
    names: ["superheroes_heroes_information"],
    origin: "Superhero information, in a lesson of Learn.co",
    address: "https://github.com/learn-co-curriculum/dsc-pandas-data-cleaning-lab",
    licence: "the repository's own licence file",
  },
  {
    names: ["general-knowledge"],
    origin: "Written for this catalog, not read from a file",
    licence: "the project's own",
  },
];
