import { CsvButton } from "../components/CsvButton";
import { PlainTable } from "../components/PlainTable";
import { csv } from "../format/csv";
import type { Result } from "./database";

/** More would only make the page slow; the CSV has them all. */
export const SHOWN_ROWS = 500;

/** A result in DuckDB's own order. */
export function ResultTable({ result: { columns, rows } }: { result: Result }) {
  return (
    <PlainTable label="Result" region="Rows of the result" header={columns}>
      {rows.slice(0, SHOWN_ROWS).map((row, number) => (
        <tr key={number}>
          {row.map((cell, column) => (
            <td key={column} className={columns[column]?.numeric ? "number" : undefined}>
              {cell === null ? <span className="quiet">null</span> : <Value text={String(cell)} />}
            </td>
          ))}
        </tr>
      ))}
    </PlainTable>
  );
}

/** Saves all rows, also those that are not shown. */
export function ResultCsv({ result: { columns, rows } }: { result: Result }) {
  const text = () =>
    csv(
      columns.map((column) => column.name),
      rows,
    );
  return <CsvButton file="result.csv" of="all rows of the result" text={text} />;
}

// A cast in JSON would push all other columns out of sight.
function Value({ text }: { text: string }) {
  return text.length > 120 ? <div className="long">{text}</div> : text;
}
