import { day } from "../format";

/** A day in a table, which is never broken over two lines. */
export function Day({ of }: { of: Date | null }) {
  return <span className="unbroken">{day(of)}</span>;
}
