import { useMemo, type ReactNode } from "react";
import { useSearchParams } from "react-router-dom";
import { count } from "../format";
import { csv, type Cell } from "../format/csv";
import { CsvLink } from "./CsvLink";

/** A column: what it sorts by and writes into CSV, and how it is shown. */
export interface TableColumn<Row> {
  name: string;
  title: string;
  value: (row: Row) => Cell;
  show?: (row: Row) => ReactNode;
}

interface Properties<Row> {
  /** Names the table in the address and its CSV file; one of a page. */
  name: string;
  caption: string;
  columns: TableColumn<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string;
  /** The column that sorts at first; a minus before it turns the order round. */
  sort: string;
}

// More rows are shown when asked for: a page of thousands helps nobody to compare.
const SHOWN_ROWS = 25;

/** A dense table that sorts by any column; its order and length are in the address. */
export function Table<Row>({ name, caption, columns, rows, keyOf, sort }: Properties<Row>) {
  const [parameters, setParameters] = useSearchParams();
  const order = parameters.get(name) ?? sort;
  const sorted = useMemo(() => sortRows(rows, columns, order), [rows, columns, order]);
  const all = parameters.has(`${name}-all`);
  const shown = all ? sorted : sorted.slice(0, SHOWN_ROWS);
  const keep = (parameter: string, value: string) => {
    const next = new URLSearchParams(parameters);
    next.set(parameter, value);
    setParameters(next, { replace: true, preventScrollReset: true });
  };
  const sortBy = (column: string) => {
    keep(name, order === `-${column}` ? column : `-${column}`);
  };
  const numeric = (column: TableColumn<Row>) => rows.some((r) => typeof column.value(r) === "number");
  return (
    <div className="table" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption>
          {caption}
          <CsvLink
            file={`${name}.csv`}
            text={() =>
              csv(
                columns.map((column) => column.title),
                sorted.map((row) => columns.map((column) => column.value(row))),
              )
            }
          />
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.name}
                scope="col"
                className={numeric(column) ? "number" : undefined}
                aria-sort={ariaSort(order, column.name)}
              >
                <button
                  type="button"
                  onClick={() => {
                    sortBy(column.name);
                  }}
                >
                  {column.title}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.name} className={numeric(column) ? "number" : undefined}>
                  {column.show ? column.show(row) : column.value(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < sorted.length && (
        <p>
          <button
            type="button"
            onClick={() => {
              keep(`${name}-all`, "1");
            }}
          >
            Show all {count(sorted.length)}
          </button>
        </p>
      )}
    </div>
  );
}

function ariaSort(order: string, column: string): "ascending" | "descending" | undefined {
  if (order === column) {
    return "ascending";
  }
  return order === `-${column}` ? "descending" : undefined;
}

/** Sorts rows by a column; what is unknown comes last either way. */
export function sortRows<Row>(rows: Row[], columns: TableColumn<Row>[], order: string): Row[] {
  const down = order.startsWith("-");
  const column = columns.find((each) => each.name === (down ? order.slice(1) : order));
  if (!column) {
    return rows;
  }
  return rows.toSorted((one, other) => {
    const [a, b] = [column.value(one), column.value(other)];
    if (a === null || b === null) {
      return Number(a === null) - Number(b === null);
    }
    return (down ? -1 : 1) * compare(a, b);
  });
}

function compare(a: string | number, b: string | number): number {
  return typeof a === "number" && typeof b === "number"
    ? a - b
    : String(a).localeCompare(String(b), "en", { numeric: true });
}
