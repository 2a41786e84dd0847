import { useState } from "react";
import { useParameter } from "../filters/useParameters";
import type { FilmState } from "../data/rows";
import { dollars, listed, share, shortDollars } from "../format";
import { Chart } from "./Chart";
import { HorizontalBars } from "./HorizontalBars";
import { STATE_GRID } from "./stateGrid";
import { STATE_NAMES } from "./stateNames";

const STEPS = 5;
const LISTED = 15;

/** A film's box office by state, on a map of equal squares. */
export function StateMap({ states }: { states: FilmState[] }) {
  const sorted = states.toSorted((one, other) => other.gross_usd - one.gross_usd);
  const most = sorted[0]?.gross_usd ?? 0;
  const total = sumOf(sorted);
  const leaders = sorted.slice(0, 3);
  const says =
    `${listed(leaders.map((each) => nameOf(each.state_code)))} brought ` +
    `${share(sumOf(leaders), total)} of ${shortDollars(total)}.`;
  return (
    <Chart
      title="Box office by state"
      says={says}
      units="US dollars of the day. Modelled by population from the film’s known total, not reported by state; Canada’s part is spread over the states."
      source="boxoffice_summary"
      header={["State", "Name", "Modelled box office (USD)", "Share"]}
      rows={sorted.map((each) => [
        each.state_code,
        nameOf(each.state_code),
        each.gross_usd,
        share(each.gross_usd, total),
      ])}
      file="box-office-by-state"
    >
      <div className="map">
        <div>
          <Squares sorted={sorted} total={total} most={most} says={says} />
          <Scale most={most} />
        </div>
        <HorizontalBars
          label="The states with most"
          bars={sorted.slice(0, LISTED).map(({ state_code, gross_usd }) => ({
            key: state_code,
            name: nameOf(state_code),
            value: gross_usd,
          }))}
          write={(value) => `${shortDollars(value)}, ${share(value, total)}`}
        />
      </div>
    </Chart>
  );
}

interface SquaresProperties {
  sorted: FilmState[];
  total: number;
  most: number;
  says: string;
}

/** The map; a state is read off by pointing at it or by choosing it. */
function Squares({ sorted, total, most, says }: SquaresProperties) {
  const [kept, keep] = useParameter("state");
  const [pointed, point] = useState<string | null>(null);
  const code = pointed ?? kept;
  const rank = sorted.findIndex((each) => each.state_code === code);
  const read = sorted[rank];
  return (
    <>
      <p className="readout">
        <label>
          State{" "}
          <select
            value={read?.state_code ?? ""}
            onChange={(event) => {
              keep(event.target.value);
            }}
          >
            <option value="">Choose or point at one</option>
            {Object.entries(STATE_NAMES).map(([each, name]) => (
              <option key={each} value={each}>
                {name}
              </option>
            ))}
          </select>
        </label>{" "}
        <span aria-live="polite">
          {read &&
            `${dollars(read.gross_usd)}, ${share(read.gross_usd, total)}, number ${rank + 1} of ${sorted.length}`}
        </span>
      </p>
      <div
        className="states"
        role="img"
        aria-label={`Map of the states. ${says}`}
        onPointerLeave={() => {
          point(null);
        }}
      >
        {sorted.map(({ state_code, gross_usd }) => {
          const [row, column] = STATE_GRID[state_code] ?? [];
          return (
            row && (
              <span
                key={state_code}
                className={`state step-${stepOf(gross_usd, most)}`}
                data-chosen={state_code === code || undefined}
                style={{ gridRow: row, gridColumn: column }}
                onPointerEnter={() => {
                  point(state_code);
                }}
                onClick={() => {
                  keep(state_code);
                }}
              >
                {state_code}
              </span>
            )
          );
        })}
      </div>
    </>
  );
}

/** The steps of the colour, each with the amounts it stands for. */
function Scale({ most }: { most: number }) {
  return (
    <ol className="scale" aria-label="Colours of the map">
      {Array.from({ length: STEPS }, (_, number) => number + 1).map((step) => (
        <li key={step}>
          <span className={`step-${step}`} />
          ≤ {shortDollars(topOf(step, most))}
        </li>
      ))}
    </ol>
  );
}

/** The step of a colour scale, from 1: by the root, since a few states sell most of all. */
export function stepOf(value: number, most: number): number {
  return most > 0 ? Math.max(1, Math.ceil(STEPS * Math.sqrt(value / most))) : 1;
}

/** The greatest value of a step. */
export function topOf(step: number, most: number): number {
  return most * (step / STEPS) ** 2;
}

function sumOf(states: FilmState[]): number {
  return states.reduce((sum, each) => sum + each.gross_usd, 0);
}

function nameOf(code: string): string {
  return STATE_NAMES[code] ?? code;
}
