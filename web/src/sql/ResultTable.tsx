import { CsvLink } from "../components/CsvLink";
import { csv } from "../format/csv";
import type { Result } from "./database";

/** More would only make the page slow; the CSV has them all. */
export const SHOWN_ROWS = 500;

/** A result in DuckDB's own order. */
export function ResultTable({ result: { columns, rows } }: { result: Result }) {
  const classOf = (column: number) => (columns[column]?.numeric ? "number" : undefined);
  return (
    <div className="table" role="region" aria-label="Rows of the result" tabIndex={0}>
      <table aria-label="Result">
        <thead>
          <tr>
            {columns.map((column, number) => (
              <th key={number} scope="col" className={classOf(number)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN_ROWS).map((row, number) => (
            <tr key={number}>
              {row.map((cell, column) => (
                <td key={column} className={classOf(column)}>
                  {cell === null ? <span className="quiet">null</span> : <Value text={String(cell)} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Saves all rows, also those that are not shown. */
export function ResultCsv({ result: { columns, rows } }: { result: Result }) {
  const text = () =>
    csv(
      columns.map((column) => column.name),
      rows,
    );
  return <CsvLink file="result.csv" of="all rows of the result" text={text} />;
}

// A cast in JSON would push all other columns out of sight.
function Value({ text }: { text: string }) {
  return text.length > 120 ? <div className="long">{text}</div> : text;
}
