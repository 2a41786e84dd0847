/** Which page reads which published file. readers.test.ts compares this with what the code does. */

interface Reader {
  name: string;
  /** Its route, as in App.tsx, and the component that is there. */
  path: string;
  component: string;
  files: string[];
}

export const READERS: Reader[] = [
  {
    name: "Box office",
    path: "/",
    component: "Dashboard",
    files: ["films_index", "franchises_index", "studio_stats", "top_voice_actors"],
  },
  {
    name: "Studio",
    path: "/studio/:id",
    component: "StudioPage",
    files: ["films_index", "studio_stats"],
  },
  {
    name: "Film",
    path: "/film/:id",
    component: "FilmPage",
    files: ["boxoffice_summary", "films_complete"],
  },
  {
    name: "Character",
    path: "/character/:id",
    component: "CharacterPage",
    files: ["characters_complete"],
  },
  {
    name: "Person",
    path: "/talent/:id",
    component: "TalentPage",
    files: ["talent_complete"],
  },
  {
    name: "Franchise",
    path: "/franchise/:id",
    component: "FranchisePage",
    files: ["franchises_complete"],
  },
  {
    name: "Search",
    path: "/search",
    component: "SearchPage",
    files: ["search_index"],
  },
];

// It loads whatever is published (src/sql/engine.ts), so it has no list of its own.
const READS_EVERYTHING = "SQL";

/** The names of the pages that read a published file. */
export function readersOf(file: string): string[] {
  const pages = READERS.filter(({ files }) => files.includes(file)).map(({ name }) => name);
  return [...pages, READS_EVERYTHING];
}
