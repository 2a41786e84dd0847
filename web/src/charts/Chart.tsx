import { useId, type ReactNode } from "react";
import { CsvLink } from "../components/CsvLink";
import { csv, type Cell } from "../format/csv";

interface Properties {
  title: string;
  /** One sentence: what the chart says. */
  says: string;
  units: string;
  source: string;
  /** The figures of the chart, as its table and CSV show them. */
  header: string[];
  rows: Cell[][];
  /** Name of the CSV file, without its ending. */
  file: string;
  children: ReactNode;
}

/** A chart with all that belongs to one: what it says, its units and source, its figures. */
export function Chart({ title, says, units, source, header, rows, file, children }: Properties) {
  const id = useId();
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption>
        <h2 id={id}>{title}</h2>
        <p>{says}</p>
      </figcaption>
      {children}
      <p className="notes">
        {units} Source: {source}
      </p>
      <details>
        <summary>Figures</summary>
        <CsvLink file={`${file}.csv`} text={() => csv(header, rows)} />
        <div className="table" role="region" aria-label={`Figures: ${title}`} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {header.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.join("|")}>
                  {row.map((cell, column) => (
                    <td key={header[column]} className={typeof cell === "number" ? "number" : ""}>
                      {typeof cell === "number" ? cell.toLocaleString("en-US") : cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
