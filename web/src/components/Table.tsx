import { useId, useMemo, type ReactNode } from "react";
import { count } from "../format";
import { csv, type Cell } from "../format/csv";
import { useParameters } from "../filters/useParameters";
import { CsvButton } from "./CsvButton";
import { ariaSort, nextOrder, sortRows } from "./sorting";
import { useNarrow } from "./useMedia";
import { usePrinting } from "./usePrinting";

/** A column: what it sorts by and writes into CSV, and how it is shown. */
export interface TableColumn<Row> {
  name: string;
  title: string;
  value: (row: Row) => Cell;
  show?: (row: Row) => ReactNode;
  /** Whether it stands right after the name where the page is too narrow for all columns. */
  early?: boolean;
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
  /** What stands in place of rows, if there are none. */
  empty?: string;
  /** Controls between the heading and the rows. */
  children?: ReactNode;
}

// More rows are shown when asked for: a page of thousands helps nobody to compare.
const SHOWN_ROWS = 25;
// Columns; with more of them a narrow page scrolls sideways rather than break every name.
const WIDE = 4;

/** A dense table that sorts by any column; its order and length are in the address. */
export function Table<Row>(properties: Properties<Row>) {
  const { name, caption, rows, keyOf, sort, empty = "There are none.", children } = properties;
  const narrow = useNarrow();
  const columns = useMemo(
    () => (narrow ? earlyFirst(properties.columns) : properties.columns),
    [narrow, properties.columns],
  );
  const id = useId();
  const [parameters, set] = useParameters();
  const order = parameters.get(name) ?? sort;
  const sorted = useMemo(() => sortRows(rows, columns, order), [rows, columns, order]);
  const numeric = useMemo(() => numericOf(rows, columns), [rows, columns]);
  // On paper nobody can ask for more rows.
  const onPaper = usePrinting();
  const all = parameters.has(`${name}-all`);
  const shown = all || onPaper ? sorted : sorted.slice(0, SHOWN_ROWS);
  const className = (column: string) => (numeric.has(column) ? "number" : undefined);
  const text = () =>
    csv(
      properties.columns.map((column) => column.title),
      sorted.map((row) => properties.columns.map((column) => column.value(row))),
    );
  return (
    <section>
      <div className="heading">
        <h2 id={id}>{caption}</h2>
        {rows.length > 0 && <CsvButton file={`${name}.csv`} of={caption} text={text} />}
      </div>
      {children}
      {rows.length === 0 ? (
        <p className="empty">{empty}</p>
      ) : (
        <div
          className={columns.length > WIDE ? "table wide" : "table"}
          role="region"
          aria-labelledby={id}
          tabIndex={0}
        >
          <table aria-labelledby={id}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th
                    key={column.name}
                    scope="col"
                    className={className(column.name)}
                    aria-sort={ariaSort(order, column.name)}
                  >
                    <button
                      type="button"
                      onClick={() => {
                        set({ [name]: nextOrder(order, column.name, numeric.has(column.name)) });
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
                    <td key={column.name} className={className(column.name)}>
                      {column.show ? column.show(row) : column.value(row)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {sorted.length > SHOWN_ROWS && (
        <p className="more">
          <button
            type="button"
            onClick={() => {
              set({ [`${name}-all`]: all ? "" : "1" });
            }}
          >
            {all ? `Show the first ${SHOWN_ROWS}` : `Show all ${count(sorted.length)}`}
          </button>
        </p>
      )}
    </section>
  );
}

/** The name, then what is early, then the rest. */
export function earlyFirst<Row>([name, ...rest]: TableColumn<Row>[]): TableColumn<Row>[] {
  return name ? [name, ...rest.toSorted((a, b) => Number(b.early ?? 0) - Number(a.early ?? 0))] : [];
}

function numericOf<Row>(rows: Row[], columns: TableColumn<Row>[]): Set<string> {
  const numeric = columns.filter((each) => rows.some((row) => typeof each.value(row) === "number"));
  return new Set(numeric.map((each) => each.name));
}
