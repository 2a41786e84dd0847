/** Rows as CSV (RFC 4180), for the buttons beside charts and tables. */

export type Cell = string | number | null;

/** Writes a header and rows; a field with a comma, quote or line break is quoted. */
export function csv(header: string[], rows: Cell[][]): string {
  return [header, ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

function field(cell: Cell): string {
  const text = cell === null ? "" : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
