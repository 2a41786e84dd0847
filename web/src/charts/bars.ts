import type { ChannelValue, PlotOptions } from "@observablehq/plot";
import { shortDollars } from "../format";

export type Plot = typeof import("@observablehq/plot");

// Of the distance between two bars; the rest is a gap.
const BAR_WIDTH = 0.9;

interface Bars<Row> {
  rows: Row[];
  /** Where a row's bar stands: a year or a week. */
  at: (row: Row) => number;
  /** What the places are called, if the page does not say. */
  label: string | null;
  fill: ChannelValue;
  /** The fills of stacked bars, from below. */
  order?: string[];
  title: (row: Row) => string;
}

/** Describes bars of box office in US dollars, stacked where several stand at one place. */
export function boxOfficeBars<Row extends { gross_usd: number }>(
  plot: Plot,
  { rows, at, label, fill, order, title }: Bars<Row>,
): PlotOptions {
  return {
    marginLeft: 56,
    style: { background: "transparent", fontSize: "13px" },
    x: { label, tickFormat: "d" },
    y: { label: null, grid: true, ticks: 5, tickFormat: shortDollars },
    color: { type: "identity" },
    marks: [
      plot.rectY(rows, {
        x1: (row: Row) => at(row) - BAR_WIDTH / 2,
        x2: (row: Row) => at(row) + BAR_WIDTH / 2,
        y: "gross_usd",
        fill,
        ...(order && { order }),
        title,
        tip: true,
      }),
      plot.ruleY([0]),
    ],
  };
}
