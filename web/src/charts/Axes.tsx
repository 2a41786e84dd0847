import { percent, ticksWithin } from "./scale";

/** The lines of a chart's values, each with its name at the left. */
export function ValueLines({ ticks, write }: { ticks: number[]; write: (value: number) => string }) {
  const most = ticks.at(-1) ?? 0;
  return ticks.map((value) => {
    const y = `${100 - percent(value, 0, most || 1)}%`;
    return (
      <g key={value} className={value ? "line" : "line base"}>
        <line x1="0" x2="100%" y1={y} y2={y} />
        <text x="-8" y={y} dy="0.32em" textAnchor="end">
          {write(value)}
        </text>
      </g>
    );
  });
}

interface Places {
  first: number;
  last: number;
  /** What the numbers are, unless they are years, as anybody sees. */
  name?: string | undefined;
}

/** The names of round places along a chart; a narrow page leaves out every second one. */
export function PlaceNames({ first, last, name }: Places) {
  return (
    <g>
      {name && (
        <text x="-8" y="100%" dy="1.5em" textAnchor="end">
          {name}
        </text>
      )}
      {ticksWithin(first, last).map((at, number) => (
        <text
          key={at}
          className={number % 2 ? "second" : undefined}
          x={`${percent(at + 0.5, first, last + 1)}%`}
          y="100%"
          dy="1.5em"
          textAnchor="middle"
        >
          {at}
        </text>
      ))}
    </g>
  );
}
