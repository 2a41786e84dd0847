import type { FilmState } from "../data/rows";
import { dollars, shortDollars } from "../format";
import { Chart } from "./Chart";
import { STATE_GRID } from "./stateGrid";

const STEPS = 5;

/** A film's box office by state, on a map of equal squares. */
export function StateMap({ states }: { states: FilmState[] }) {
  const sorted = states.toSorted((one, other) => other.gross_usd - one.gross_usd);
  const most = sorted[0]?.gross_usd ?? 0;
  const total = sorted.reduce((sum, each) => sum + each.gross_usd, 0);
  const [first, second, third] = sorted.map((each) => each.state_code);
  const share = Math.round(
    (100 * sorted.slice(0, 3).reduce((sum, each) => sum + each.gross_usd, 0)) / total,
  );
  const says = `${first ?? ""}, ${second ?? ""} and ${third ?? ""} brought ${share} % of ${shortDollars(total)}.`;
  return (
    <Chart
      title="Box office by state"
      says={says}
      units="US dollars of the day; modelled by population from the film’s known total, not reported by state."
      source="boxoffice_summary"
      header={["State", "Box office (USD)"]}
      rows={sorted.map((each) => [each.state_code, each.gross_usd])}
      file="box-office-by-state"
    >
      <div className="states" role="img" aria-label={`Map of the states. ${says}`}>
        {states.map(({ state_code, gross_usd }) => {
          const place = STATE_GRID[state_code];
          return (
            place && (
              <span
                key={state_code}
                className={`state step-${stepOf(gross_usd, most)}`}
                style={{ gridRow: place[0], gridColumn: place[1] }}
                title={`${state_code}: ${dollars(gross_usd)}`}
              >
                {state_code}
              </span>
            )
          );
        })}
      </div>
    </Chart>
  );
}

/** The step of a colour scale, from 1: by the root, since a few states sell most of all. */
export function stepOf(value: number, most: number): number {
  return most > 0 ? Math.max(1, Math.ceil(STEPS * Math.sqrt(value / most))) : 1;
}
