import { useMemo } from "react";
import { Swatch } from "../components/Swatch";
import type { StudioYear } from "../data/rows";
import { studioColour } from "../data/studios";
import { shortDollars } from "../format";
import { Chart } from "./Chart";
import { Columns, type Column } from "./Columns";
import { Legend } from "./Legend";

const HEIGHT = 320;

/** What the studios sold in each year, one on top of the other. */
export function RevenueByStudio({ years }: { years: StudioYear[] }) {
  const sold = useMemo(() => years.filter((each) => each.gross_usd > 0), [years]);
  const studios = useMemo(() => bySize(sold), [sold]);
  const columns = useMemo(() => columnsOf(sold, studios), [sold, studios]);
  const says = sentenceOf(sold, studios);
  const of = (year: number) => ofYear(sold, studios, year);
  return (
    <Chart
      title={studios.length === 1 ? "Box office over time" : "Box office over time by studio"}
      says={says}
      units="US dollars of the day, US and Canada, by year of sale. Spread over days by a model from each film’s known total."
      source="studio_stats"
      header={["Year", "Studio", "Modelled box office (USD)"]}
      rows={sold.map((each) => [each.year, each.studio_name, each.gross_usd])}
      file="box-office-by-studio"
    >
      {studios.length > 1 && (
        <Legend
          items={studios.map(({ slug, name }) => ({ name, colour: studioColour(slug) }))}
        />
      )}
      {columns.length > 0 && (
        <Columns
          label={`Stacked columns, one for each year. ${says}`}
          place="Year"
          columns={columns}
          write={shortDollars}
          height={HEIGHT}
          read={(year) =>
            `${year}: ${of(year)
              .map((each) => `${each.studio_name} ${shortDollars(each.gross_usd)}`)
              .join(", ") || "nothing"}`
          }
          show={(year) => <YearRead year={year} sold={of(year)} />}
        />
      )}
    </Chart>
  );
}

function YearRead({ year, sold }: { year: number; sold: StudioYear[] }) {
  const total = sold.reduce((sum, each) => sum + each.gross_usd, 0);
  return (
    <>
      <b>{year}</b> {shortDollars(total)}
      {sold.length > 1 &&
        sold.map((each) => (
          <span key={each.studio_slug} className="part">
            <Swatch colour={studioColour(each.studio_slug)} />
            {shortDollars(each.gross_usd)}
          </span>
        ))}
    </>
  );
}

interface Studio {
  slug: string;
  name: string;
  total: number;
}

/** The studios, the one that sold most first. */
export function bySize(years: StudioYear[]): Studio[] {
  const studios = new Map<string, Studio>();
  for (const { studio_slug: slug, studio_name: name, gross_usd } of years) {
    const studio = studios.get(slug) ?? { slug, name, total: 0 };
    studios.set(slug, { ...studio, total: studio.total + gross_usd });
  }
  return [...studios.values()].toSorted((one, other) => other.total - one.total);
}

/** A column for each year with sales, the studios in one order in all of them. */
export function columnsOf(sold: StudioYear[], studios: Studio[]): Column[] {
  return [...new Set(sold.map((each) => each.year))]
    .toSorted((one, other) => one - other)
    .map((year) => ({
      at: year,
      parts: ofYear(sold, studios, year).map((each) => ({
        key: each.studio_slug,
        value: each.gross_usd,
        colour: studioColour(each.studio_slug),
      })),
    }));
}

function ofYear(sold: StudioYear[], studios: Studio[], year: number): StudioYear[] {
  return studios.flatMap(({ slug }) =>
    sold.filter((each) => each.year === year && each.studio_slug === slug),
  );
}

function sentenceOf(sold: StudioYear[], studios: Studio[]): string {
  const [first] = studios;
  const [best] = sold.toSorted((one, other) => other.gross_usd - one.gross_usd);
  if (!first || !best) {
    return "No studio sold anything in these years.";
  }
  const peak = `${best.year}, with ${shortDollars(best.gross_usd)}`;
  return studios.length > 1
    ? `${first.name} sold most, ${shortDollars(first.total)}; no studio had a better year than ${best.studio_name} in ${peak}.`
    : `${first.name} sold ${shortDollars(first.total)}; its best year is ${peak}.`;
}
