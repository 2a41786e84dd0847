/** The order of a table's rows: the name of a column, with a minus before it from the greatest down. */

import type { Cell } from "../format/csv";

/** What is sorted by: a column's name, and its value in a row. */
interface Sortable<Row> {
  name: string;
  value: (row: Row) => Cell;
}

/** The order that a click on a column's name asks for: numbers begin with the greatest. */
export function nextOrder(order: string, column: string, numeric: boolean): string {
  const [up, down] = [column, `-${column}`];
  if (order === up || order === down) {
    return order === up ? down : up;
  }
  return numeric ? down : up;
}

/** How a column is sorted, as its header says it. */
export function ariaSort(order: string, column: string): "ascending" | "descending" | undefined {
  if (order === column) {
    return "ascending";
  }
  return order === `-${column}` ? "descending" : undefined;
}

/** Sorts rows by a column; what is unknown comes last either way. */
export function sortRows<Row>(rows: Row[], columns: Sortable<Row>[], order: string): Row[] {
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
