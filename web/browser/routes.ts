/** An address of every kind of page that the site has, with what heads it. */

export interface Route {
  path: string;
  heading: string | RegExp;
}

/** Pages that show data or a reader's own things. */
export const PAGES: Route[] = [
  { path: "/", heading: /\S/ },
  { path: "/studio/pixar", heading: "Pixar Animation Studios" },
  // Of a twentieth of the box office, the second has some, and the first none.
  { path: "/film/frozen", heading: "Frozen" },
  { path: "/film/moana", heading: "Moana" },
  { path: "/character/wdas-elsa", heading: "Elsa" },
  { path: "/talent/tom-hanks", heading: "Tom Hanks" },
  { path: "/franchise/toy-story", heading: "Toy Story" },
  { path: "/search", heading: "Search" },
  { path: "/sql", heading: "Query the data" },
  { path: "/lists", heading: "My lists" },
  { path: "/data", heading: /\S/ },
];

/** Addresses at which there is nothing. */
export const ABSENT: Route[] = [
  { path: "/studio/acme", heading: "No such studio" },
  { path: "/film/acme", heading: "No such film" },
  { path: "/character/acme", heading: "No such character" },
  { path: "/talent/acme", heading: "No such person" },
  { path: "/franchise/acme", heading: "No such franchise" },
  { path: "/acme/of/nothing", heading: "No such page" },
];

export const ROUTES = [...PAGES, ...ABSENT];
