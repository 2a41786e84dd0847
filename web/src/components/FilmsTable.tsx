import type { ReactNode } from "react";
import type { FilmFacts } from "../data/rows";
import { dollars, UNKNOWN } from "../format";
import { RELEASE } from "./columns";
import { FilmLink, FranchiseLink, StudioLink } from "./links";
import { Table, type TableColumn } from "./Table";

const COLUMNS: TableColumn<FilmFacts>[] = [
  {
    name: "title",
    title: "Film",
    value: (film) => film.title,
    show: (film) => <FilmLink slug={film.film_slug} title={film.title} />,
  },
  { ...RELEASE, title: "US release" },
  {
    name: "studio",
    title: "Studio",
    value: (film) => film.studio.studio_name,
    show: (film) => <StudioLink studio={film.studio} />,
  },
  {
    name: "franchise",
    title: "Franchise",
    value: (film) => film.franchise?.franchise_name ?? null,
    show: (film) => (film.franchise ? <FranchiseLink franchise={film.franchise} /> : UNKNOWN),
  },
  { name: "rating", title: "Rating", value: (film) => film.mpaa_rating },
  {
    name: "domestic",
    title: "Domestic (USD)",
    value: (film) => film.domestic_gross_usd,
    show: (film) => dollars(film.domestic_gross_usd),
  },
  {
    name: "worldwide",
    title: "Worldwide (USD)",
    early: true,
    value: (film) => film.worldwide_gross_usd,
    show: (film) => dollars(film.worldwide_gross_usd),
  },
];

interface Properties {
  films: FilmFacts[];
  caption: string;
  /** The column that would say the same in every row. */
  without?: "studio" | "franchise";
  empty?: string;
  children?: ReactNode;
}

/** Films to compare, the highest grossing first. */
export function FilmsTable({ films, caption, without, empty, children }: Properties) {
  return (
    <Table
      name="films"
      caption={caption}
      columns={COLUMNS.filter((column) => column.name !== without)}
      rows={films}
      keyOf={(film) => film.film_slug}
      sort="-worldwide"
      {...(empty && { empty })}
    >
      {children}
    </Table>
  );
}
