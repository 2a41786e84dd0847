/** The controls that choose films. What can be chosen is made of what could be shown. */

import { useMemo } from "react";
import type { FilmFacts } from "../data/rows";
import { Choice, type Option } from "./Choice";
import { UNRATED } from "./films";

type Named = [value: string, name: string];

/** From which year, and to which. */
export function YearChoices({ years }: { years: number[] }) {
  const options = useMemo(() => yearOptions(years), [years]);
  return (
    <>
      <Choice parameter="from" label="From" all="First year" options={options} />
      <Choice parameter="to" label="To" all="Last year" options={options.toReversed()} />
    </>
  );
}

/** One studio, or all. */
export function StudioChoice({ studios }: { studios: Named[] }) {
  const options = useMemo(() => named(studios), [studios]);
  return <Choice parameter="studio" label="Studio" all="All studios" options={options} />;
}

/** One franchise, or all. */
export function FranchiseChoice({ films }: { films: FilmFacts[] }) {
  const options = useMemo(
    () =>
      named(
        films.flatMap(({ franchise }): Named[] =>
          franchise ? [[franchise.franchise_slug, franchise.franchise_name]] : [],
        ),
      ),
    [films],
  );
  return <Choice parameter="franchise" label="Franchise" all="All franchises" options={options} />;
}

/** One rating, none, or all. */
export function RatingChoice({ films }: { films: FilmFacts[] }) {
  const options = useMemo(
    () =>
      named(
        films.map(({ mpaa_rating }): Named =>
          mpaa_rating === null ? [UNRATED, "No rating"] : [mpaa_rating, mpaa_rating],
        ),
      ),
    [films],
  );
  return <Choice parameter="rating" label="Rating" all="All ratings" options={options} />;
}

/** Each value once, by name. */
export function named(values: Named[]): Option[] {
  return [...new Map(values)]
    .map(([value, name]) => ({ value, name }))
    .toSorted((one, other) => one.name.localeCompare(other.name, "en"));
}

/** Each year once, the first first. */
export function yearOptions(years: number[]): Option[] {
  return [...new Set(years)]
    .toSorted((one, other) => one - other)
    .map((year) => ({ value: String(year), name: String(year) }));
}
