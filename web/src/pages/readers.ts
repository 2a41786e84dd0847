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
    files: ["films_complete", "studio_stats"],
  },
  {
    name: "Studio",
    path: "/studio/:id",
    component: "StudioPage",
    files: ["films_complete", "studio_stats"],
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
    files: ["characters_complete", "films_complete"],
  },
  {
    name: "Franchise",
    path: "/franchise/:id",
    component: "FranchisePage",
    files: ["films_complete"],
  },
  {
    name: "Search",
    path: "/search",
    component: "SearchPage",
    files: ["characters_complete", "films_complete"],
  },
];

/** The names of the pages that read a file. */
export function readersOf(file: string): string[] {
  return READERS.filter(({ files }) => files.includes(file)).map(({ name }) => name);
}
