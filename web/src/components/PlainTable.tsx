import type { ReactNode } from "react";

interface Properties {
  label: string;
  /** What the box around it is called, if not like the table. */
  region?: string;
  header: { name: string; numeric?: boolean }[];
  className?: string;
  /** The rows. */
  children: ReactNode;
}

/** A table as it comes; where the page is too narrow it scrolls in its box, also by keyboard. */
export function PlainTable({ label, region = label, header, className, children }: Properties) {
  return (
    <div className="table" role="region" aria-label={region} tabIndex={0}>
      <table className={className} aria-label={label}>
        <thead>
          <tr>
            {header.map(({ name, numeric }, column) => (
              // By position: in the result of a query two columns may have one name.
              <th key={column} scope="col" className={numeric ? "number" : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
