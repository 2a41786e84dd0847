import { useId, useState, type ReactNode } from "react";
import { CsvButton } from "../components/CsvButton";
import { PlainTable } from "../components/PlainTable";
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
          <CsvButton file={`${file}.csv`} of={title} text={() => csv(header, rows)} />
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
        <PlainTable
          label={title}
          region={`Figures: ${title}`}
          header={header.map((name, column) => ({ name, numeric: isNumber(rows[0]?.[column]) }))}
        >
          {rows.map((row) => (
            <tr key={row.join("|")}>
              {row.map((cell, column) => (
                <td key={header[column]} className={isNumber(cell) ? "number" : undefined}>
                  {/* Years are numbers too, but nobody writes 1,999. */}
                  {isNumber(cell) && header[column] !== "Year" ? count(cell) : cell}
                </td>
              ))}
            </tr>
          ))}
        </PlainTable>
      )}
    </details>
  );
}

function isNumber(cell: Cell | undefined): cell is number {
  return typeof cell === "number";
}
