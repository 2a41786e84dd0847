import { useCallback } from "react";
import type { FilmWeek } from "../data/rows";
import { isoDay, shortDollars } from "../format";
import { boxOfficeBars, type Plot } from "./bars";
import { Chart } from "./Chart";
import { PlotFigure } from "./PlotFigure";

const HEIGHT = 240;

/** What a film sold in each week of its run. */
export function WeeklyBoxOffice({ weeks, colour }: { weeks: FilmWeek[]; colour: string }) {
  const options = useCallback(
    (plot: Plot) =>
      boxOfficeBars(plot, {
        rows: weeks,
        at: (each) => each.week_number,
        label: "Week",
        fill: colour,
        title: (each) =>
          `Week ${each.week_number} from ${isoDay(each.week_start_date)}: ` +
          shortDollars(each.gross_usd),
      }),
    [weeks, colour],
  );
  const total = weeks.reduce((sum, each) => sum + each.gross_usd, 0);
  const first = weeks[0]?.gross_usd ?? 0;
  const share = Math.round((100 * first) / total);
  const says = `The first of ${weeks.length} weeks brought ${shortDollars(first)}, ${share} % of the whole run.`;
  return (
    <Chart
      title="Box office by week"
      says={says}
      units="US dollars of the day, US and Canada; modelled from the film’s known total."
      source="boxoffice_summary"
      header={["Week", "From", "Box office (USD)"]}
      rows={weeks.map((each) => [each.week_number, isoDay(each.week_start_date), each.gross_usd])}
      file="box-office-by-week"
    >
      <PlotFigure label={`Bars. ${says}`} height={HEIGHT} options={options} />
    </Chart>
  );
}
