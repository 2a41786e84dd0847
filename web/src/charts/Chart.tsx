import { useId, useState, type ReactNode } from "react";
import { CsvLink } from "../components/CsvLink";
import { count } from "../format";
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
        {units} Source: <code>{source}</code>.
      </p>
      {rows.length > 0 && (
        <div className="figures">
          <Figures title={title} header={header} rows={rows} />
          <CsvLink file={`${file}.csv`} of={title} text={() => csv(header, rows)} />
        </div>
      )}
    </figure>
  );
}

type FiguresProperties = Pick<Properties, "title" | "header" | "rows">;

/** The figures as a table, which is made when it is opened: some have hundreds of rows. */
function Figures({ title, header, rows }: FiguresProperties) {
  const [open, setOpen] = useState(false);
  return (
    <details
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>Table</summary>
      {open && (
        <div className="table" role="region" aria-label={`Figures: ${title}`} tabIndex={0}>
          <table aria-label={title}>
            <thead>
              <tr>
                {header.map((name, column) => (
                  <th key={name} scope="col" className={classOf(rows[0]?.[column])}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.join("|")}>
                  {row.map((cell, column) => (
                    <td key={header[column]} className={classOf(cell)}>
                      {/* Years are numbers too, but nobody writes 1,999. */}
                      {typeof cell === "number" && header[column] !== "Year" ? count(cell) : cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}

function classOf(cell: Cell | undefined): string | undefined {
  return typeof cell === "number" ? "number" : undefined;
}
