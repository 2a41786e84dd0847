import { counted, yearOf } from "../format";
import { Chart } from "./Chart";
import { Columns } from "./Columns";
import { Legend } from "./Legend";

const HEIGHT = 150;
// Of fewer the table says all.
const FEWEST = 4;

/** A title in which somebody is credited or appears. */
export interface Title {
  media_slug: string;
  media_type: "film" | "game";
  release_date: Date | null;
}

const KINDS = [
  { kind: "film", name: "Films", colour: "var(--blue)" },
  { kind: "game", name: "Games", colour: "var(--orange)" },
] as const;

interface Properties {
  titles: Title[];
  /** Whose titles they are. */
  of: string;
  source: string;
}

/** How many titles came out in each year. */
export function TitlesByYear({ titles, of, source }: Properties) {
  const distinct = [...new Map(titles.map((title) => [title.media_slug, title])).values()];
  const dated = distinct.flatMap(({ media_type, release_date }) =>
    release_date ? { kind: media_type, year: yearOf(release_date) } : [],
  );
  const years = [...new Set(dated.map((each) => each.year))].toSorted((a, b) => a - b);
  const [first, last] = [years[0], years.at(-1)];
  if (dated.length < FEWEST || first === undefined || last === undefined || first === last) {
    return null;
  }
  const countOf = (kind: string, year: number) =>
    dated.filter((each) => each.kind === kind && each.year === year).length;
  const kinds = KINDS.filter(({ kind }) => dated.some((each) => each.kind === kind));
  const says = `${counted(dated.length, "title")} from ${first} to ${last}.`;
  const read = (year: number) =>
    `${year}: ${counted(countOf("film", year) + countOf("game", year), "title")}`;
  return (
    <Chart
      title={`${of} over the years`}
      says={says}
      units="Titles by year of their first release."
      source={source}
      header={["Year", ...kinds.map(({ name }) => name)]}
      rows={years.map((year) => [year, ...kinds.map(({ kind }) => countOf(kind, year))])}
      file="titles-by-year"
    >
      {kinds.length > 1 && <Legend items={[...kinds]} />}
      <Columns
        label={`Columns, one for each year. ${says}`}
        place="Year"
        columns={years.map((at) => ({
          at,
          parts: kinds.map(({ kind, colour }) => ({ key: kind, value: countOf(kind, at), colour })),
        }))}
        write={String}
        read={read}
        height={HEIGHT}
      />
    </Chart>
  );
}
