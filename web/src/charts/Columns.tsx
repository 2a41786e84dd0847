import { useState, type ReactNode } from "react";
import { PlaceNames, ValueLines } from "./Axes";
import { percent, ticksTo } from "./scale";

/** A piece of a column; the first lies at the bottom. */
export interface Part {
  key: string;
  value: number;
  colour: string;
}

/** A year or a week, and what stands there. */
export interface Column {
  at: number;
  parts: Part[];
}

interface Properties {
  /** What a reader who does not see the chart is told. */
  label: string;
  /** What a place is. */
  place: "Year" | "Week";
  columns: Column[];
  write: (value: number) => string;
  /** What is said of a place, and how it is shown, if not just so. */
  read: (at: number) => string;
  show?: (at: number) => ReactNode;
  height: number;
}

// Of the distance between two columns; the rest is a gap.
const COLUMN_WIDTH = 0.82;

/** Columns over years or weeks, stacked where one has several parts; any of them can be read off. */
export function Columns({ label, place, columns, write, read, show = read, height }: Properties) {
  const [chosen, setChosen] = useState<number | null>(null);
  const places = columns.map((column) => column.at);
  const [first, last] = [Math.min(...places), Math.max(...places)];
  const ticks = ticksTo(Math.max(...columns.map(sum)));
  // Other filters may have taken the chosen place away.
  const at = chosen !== null && chosen >= first && chosen <= last ? chosen : null;
  return (
    <div>
      <div className="readout">
        {at === null ? (
          <span className="quiet">Point at a {place.toLowerCase()}, or use the arrow keys.</span>
        ) : (
          show(at)
        )}
      </div>
      <div className="plot" style={{ height }}>
        <input
          className="reader"
          type="range"
          aria-label={`${place} to read off`}
          min={first}
          max={last}
          value={at ?? last}
          aria-valuetext={read(at ?? last)}
          onChange={(event) => {
            setChosen(event.target.valueAsNumber);
          }}
          onPointerMove={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            const share = (event.clientX - box.left) / box.width;
            setChosen(placeAt(share, first, last));
          }}
        />
        <svg role="img" aria-label={label} width="100%" height="100%">
          <ValueLines ticks={ticks} write={write} />
          {at !== null && (
            <rect className="chosen" {...span(at, first, last, 1)} y="0" height="100%" />
          )}
          {columns.map((column) => (
            <Stack
              key={column.at}
              column={column}
              box={span(column.at, first, last, COLUMN_WIDTH)}
              most={ticks.at(-1) ?? 0}
            />
          ))}
          <PlaceNames first={first} last={last} name={place === "Week" ? place : undefined} />
        </svg>
      </div>
    </div>
  );
}

function Stack({ column, box, most }: { column: Column; box: Box; most: number }) {
  let top = 100;
  return column.parts.map(({ key, value, colour }) => {
    const height = percent(value, 0, most);
    top -= height;
    return <rect key={key} {...box} y={`${top}%`} height={`${height}%`} style={{ fill: colour }} />;
  });
}

interface Box {
  x: string;
  width: string;
}

function span(at: number, first: number, last: number, width: number): Box {
  const room = 100 / (last - first + 1);
  return { x: `${(at - first + (1 - width) / 2) * room}%`, width: `${width * room}%` };
}

/** The place at a share of the chart's width. */
export function placeAt(share: number, first: number, last: number): number {
  const at = first + Math.floor(share * (last - first + 1));
  return Math.min(last, Math.max(first, at));
}

function sum(column: Column): number {
  return column.parts.reduce((total, part) => total + part.value, 0);
}
