import { use, useMemo } from "react";
import { useParams } from "react-router-dom";
import { FilmsOverTime } from "../charts/FilmsOverTime";
import { RevenueByStudio } from "../charts/RevenueByStudio";
import { Facts, type Fact } from "../components/Facts";
import { FilmsTable } from "../components/FilmsTable";
import { FilmLink } from "../components/links";
import { Page } from "../components/Page";
import { Missing } from "../components/states";
import { loadFilms, loadStudioYears } from "../data/queries";
import type { FilmFacts } from "../data/rows";
import { count, dollars, shortDollars, yearOf } from "../format";

/** A studio: what it sold over time, and its films. */
export function StudioPage() {
  const { id = "" } = useParams();
  const [studioYears, allFilms] = [loadStudioYears(), loadFilms()];
  const allYears = use(studioYears);
  // The chart is drawn anew for other years: not whenever a table of this page is sorted.
  const years = useMemo(() => allYears.filter((each) => each.studio_slug === id), [allYears, id]);
  const films = use(allFilms).filter((each) => each.studio.studio_slug === id);
  const [first] = films.toSorted((a, b) => +a.release_date - +b.release_date);
  if (!first) {
    return <Missing what="studio" slug={id} />;
  }
  const name = first.studio.studio_name;
  const sold = years.reduce((sum, each) => sum + each.gross_usd, 0);
  const [best] = films
    .filter((film) => film.domestic_gross_usd !== null)
    .toSorted((a, b) => (b.domestic_gross_usd ?? 0) - (a.domestic_gross_usd ?? 0));
  return (
    <Page kind="Studio" title={name}>
      <Facts
        figures={[
          ["Films", count(films.length)],
          // What nobody reported is not nothing.
          ["Domestic gross, where known", dollars(sold || null)],
        ]}
        facts={[
          filmFact("First release", first, String(yearOf(first.release_date))),
          ...(best
            ? [filmFact("Highest domestic gross", best, shortDollars(best.domestic_gross_usd))]
            : []),
        ]}
      />
      {sold > 0 && <RevenueByStudio years={years} />}
      <FilmsOverTime films={films} source="films_index" />
      <FilmsTable films={films} caption={`Films by ${name}`} without="studio" />
    </Page>
  );
}

function filmFact(name: string, film: FilmFacts, of: string): Fact {
  return [
    name,
    <>
      <FilmLink slug={film.film_slug} title={film.title} />, {of}
    </>,
  ];
}
