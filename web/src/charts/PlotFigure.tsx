import type { PlotOptions } from "@observablehq/plot";
import { useEffect, useRef, useState } from "react";
import type { Plot } from "./bars";

interface Properties {
  /** What a reader who does not see the chart is told. */
  label: string;
  height: number;
  /** Describes the chart, once the library has come. */
  options: (plot: Plot) => PlotOptions;
}

// One promise for all charts: the library is a third of the site's scripts.
let library: Promise<Plot> | undefined;

/** Draws with Observable Plot, as wide as the page allows, and again when that changes. */
export function PlotFigure({ label, height, options }: Properties) {
  const frame = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState<Plot | null>(null);
  const [width, setWidth] = useState(0);

  useEffect(() => {
    library ??= import("@observablehq/plot");
    void library.then(setPlot);
  }, []);

  useEffect(() => {
    const element = frame.current;
    if (!element) {
      return;
    }
    const observer = new ResizeObserver(([entry]) => {
      setWidth(Math.floor(entry?.contentRect.width ?? 0));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);

  useEffect(() => {
    if (!plot || !width) {
      return;
    }
    const drawn = plot.plot({ ...options(plot), width, height });
    describe(drawn, label);
    frame.current?.replaceChildren(drawn);
  }, [plot, width, height, label, options]);

  return <div ref={frame} className="plot" style={{ minHeight: height }} />;
}

/** Plot labels groups that have no role, which screen readers must not be given. */
function describe(drawn: Element, label: string): void {
  const svg = drawn instanceof SVGSVGElement ? drawn : drawn.querySelector("svg");
  svg?.setAttribute("role", "img");
  svg?.setAttribute("aria-label", label);
  drawn.querySelectorAll("g[aria-label]").forEach((group) => {
    group.removeAttribute("aria-label");
  });
}
