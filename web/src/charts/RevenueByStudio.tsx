import { useCallback, useMemo } from "react";
import type { StudioYear } from "../data/rows";
import { studioColour } from "../data/studios";
import { shortDollars } from "../format";
import { boxOfficeBars, type Plot } from "./bars";
import { Chart } from "./Chart";
import { PlotFigure } from "./PlotFigure";

const HEIGHT = 340;

/** What the studios sold in each year, one on top of the other. */
export function RevenueByStudio({ years }: { years: StudioYear[] }) {
  const sold = useMemo(() => years.filter((each) => each.gross_usd > 0), [years]);
  const studios = useMemo(() => bySize(sold), [sold]);
  const options = useCallback(
    (plot: Plot) =>
      boxOfficeBars(plot, {
        rows: sold,
        at: (each) => each.year,
        label: null,
        fill: (each: StudioYear) => studioColour(each.studio_slug),
        order: studios.map((each) => studioColour(each.slug)),
        title: (each) => `${each.studio_name}, ${each.year}: ${shortDollars(each.gross_usd)}`,
      }),
    [sold, studios],
  );
  const best = sold.reduce<StudioYear | undefined>(
    (most, each) => (most && most.gross_usd >= each.gross_usd ? most : each),
    undefined,
  );
  const says = best
    ? `${studios[0]?.name ?? ""} sold most over all years; the best single year is ` +
      `${best.year}, when ${best.studio_name} sold ${shortDollars(best.gross_usd)}.`
    : "No studio sold anything in these years.";
  return (
    <Chart
      title="Box office over time by studio"
      says={says}
      units="US dollars of the day, US and Canada, by year of sale; modelled from each film’s known total."
      source="studio_stats"
      header={["Year", "Studio", "Box office (USD)"]}
      rows={sold.map((each) => [each.year, each.studio_name, each.gross_usd])}
      file="box-office-by-studio"
    >
      <ul className="legend">
        {studios.map((each) => (
          <li key={each.slug}>
            <span className="swatch" style={{ background: studioColour(each.slug) }} />
            {each.name}
          </li>
        ))}
      </ul>
      <PlotFigure label={`Stacked bars. ${says}`} height={HEIGHT} options={options} />
    </Chart>
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
