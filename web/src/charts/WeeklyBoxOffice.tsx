import type { FilmWeek } from "../data/rows";
import { day, isoDay, share, shortDollars } from "../format";
import { Chart } from "./Chart";
import { Columns } from "./Columns";

const HEIGHT = 220;

/** What a film sold in each week of its run. */
export function WeeklyBoxOffice({ weeks, colour }: { weeks: FilmWeek[]; colour: string }) {
  const total = weeks.reduce((sum, each) => sum + each.gross_usd, 0);
  const first = weeks[0]?.gross_usd ?? 0;
  const says = `The first of ${weeks.length} weeks brought ${shortDollars(first)}, ${share(first, total)} of the whole run.`;
  const read = (number: number) => {
    const week = weeks.find((each) => each.week_number === number);
    return week
      ? `Week ${number}, from ${day(week.week_start_date)}: ${shortDollars(week.gross_usd)}`
      : `Week ${number}: nothing`;
  };
  return (
    <Chart
      title="Box office by week"
      says={says}
      units="US dollars of the day, US and Canada. Modelled by day from the film’s known total, not reported by day."
      source="boxoffice_summary"
      header={["Week", "From", "Modelled box office (USD)"]}
      rows={weeks.map((each) => [each.week_number, isoDay(each.week_start_date), each.gross_usd])}
      file="box-office-by-week"
    >
      <Columns
        label={`Columns, one for each week. ${says}`}
        place="Week"
        columns={weeks.map((each) => ({
          at: each.week_number,
          parts: [{ key: "week", value: each.gross_usd, colour }],
        }))}
        write={shortDollars}
        read={read}
        height={HEIGHT}
      />
    </Chart>
  );
}
