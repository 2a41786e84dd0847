import type { FranchiseFilm } from "../data/rows";
import { studioColour } from "../data/studios";
import { counted, dollars, isoDay, shortDollars, yearOf } from "../format";
import { PlaceNames, ValueLines } from "./Axes";
import { Chart } from "./Chart";
import { named, standsLeft, type Dot } from "./dotNames";
import { Legend } from "./Legend";
import { percent, ticksTo } from "./scale";

const HEIGHT = 300;
const DAYS_PER_YEAR = 365.25;
const MS_PER_DAY = 86_400_000;

type Grossing = FranchiseFilm & { worldwide_gross_usd: number };

/** Films as dots: when each came out, and what it took worldwide. */
export function FilmsOverTime({ films, source }: { films: FranchiseFilm[]; source: string }) {
  const known = films
    .filter((film): film is Grossing => film.worldwide_gross_usd !== null)
    .toSorted((one, other) => +one.release_date - +other.release_date);
  const byGross = known.toSorted((a, b) => b.worldwide_gross_usd - a.worldwide_gross_usd);
  const [best] = byGross;
  const [first, last] = [known[0], known.at(-1)];
  if (!best || !first || !last || known.length < 2) {
    return null;
  }
  const ticks = ticksTo(best.worldwide_gross_usd);
  const [from, to] = [yearOf(first.release_date), yearOf(last.release_date)];
  const dots = byGross.map((film) => ({
    film,
    name: film.title,
    x: percent(yearsOf(film.release_date), from, to + 1),
    y: 100 - percent(film.worldwide_gross_usd, 0, ticks.at(-1) ?? 0),
  }));
  const withNames = named(dots, HEIGHT);
  const studios = new Map(known.map(({ studio }) => [studio.studio_slug, studio.studio_name]));
  const without = films.length - known.length;
  const says =
    `${best.title} (${yearOf(best.release_date)}) took most, ${shortDollars(best.worldwide_gross_usd)}` +
    (without ? `; of ${counted(without, "film")} no worldwide gross is known.` : ".");
  return (
    <Chart
      title="Worldwide gross, film by film"
      says={says}
      units="US dollars of the day, worldwide, as reported; by day of US release."
      source={source}
      header={["Film", "US release", "Worldwide gross (USD)"]}
      rows={known.map((each) => [each.title, isoDay(each.release_date), each.worldwide_gross_usd])}
      file="films-over-time"
    >
      {studios.size > 1 && (
        <Legend
          items={[...studios].map(([slug, name]) => ({ name, colour: studioColour(slug) }))}
        />
      )}
      <div className="plot" style={{ height: HEIGHT }}>
        <svg role="img" aria-label={`Dots, one for each film. ${says}`} width="100%" height="100%">
          <ValueLines ticks={ticks} write={shortDollars} />
          {dots.map((dot) => (
            <FilmDot key={dot.film.film_slug} dot={dot} hasName={withNames.has(dot)} />
          ))}
          <PlaceNames first={from} last={to} />
        </svg>
      </div>
    </Chart>
  );
}

function FilmDot({ dot, hasName }: { dot: Dot & { film: Grossing }; hasName: boolean }) {
  const { film, name, x, y } = dot;
  const left = standsLeft(dot);
  return (
    <g className="dot">
      <circle
        cx={`${x}%`}
        cy={`${y}%`}
        r="5"
        style={{ fill: studioColour(film.studio.studio_slug) }}
      >
        <title>
          {`${name}, ${yearOf(film.release_date)}: ${dollars(film.worldwide_gross_usd)}`}
        </title>
      </circle>
      {hasName && (
        <text
          x={`${x}%`}
          y={`${y}%`}
          dx={left ? -10 : 10}
          dy="0.32em"
          textAnchor={left ? "end" : "start"}
        >
          {name}
        </text>
      )}
    </g>
  );
}

/** A day as a year with its fraction. */
function yearsOf(day: Date): number {
  const year = yearOf(day);
  return year + (+day - Date.UTC(year, 0)) / MS_PER_DAY / DAYS_PER_YEAR;
}
