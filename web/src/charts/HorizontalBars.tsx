import type { ReactNode } from "react";
import { percent } from "./scale";

/** A bar: its name, which may be a link, and how long it is. */
interface Bar {
  key: string;
  name: ReactNode;
  value: number;
  colour?: string;
}

interface Properties {
  /** What the list is called for those who hear it. */
  label: string;
  bars: Bar[];
  write: (value: number) => string;
}

/** Names with a bar and a number each: a list, so that it reads without the bars as well. */
export function HorizontalBars({ label, bars, write }: Properties) {
  const most = Math.max(...bars.map((bar) => bar.value));
  return (
    <ol className="bars" aria-label={label}>
      {bars.map(({ key, name, value, colour = "var(--bar)" }) => (
        <li key={key}>
          <span className="name">{name}</span>
          <span className="track">
            <span
              className="bar"
              style={{ width: `${percent(value, 0, most)}%`, background: colour }}
            />
            <span className="value">{write(value)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
