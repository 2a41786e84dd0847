/** How numbers, money, dates and errors are written, everywhere alike. */

const INTEGER = new Intl.NumberFormat("en-US");
const MONEY = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  maximumFractionDigits: 0,
});
const SHORT_MONEY = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  notation: "compact",
  maximumSignificantDigits: 3,
});
const SHARE = new Intl.NumberFormat("en-US", { style: "percent", maximumSignificantDigits: 2 });
// American English has a comma before the last one as well.
const LIST = new Intl.ListFormat("en-GB");
// The data's days are days, not moments: in the reader's time zone they would shift.
const DATE = new Intl.DateTimeFormat("en-US", {
  year: "numeric",
  month: "short",
  day: "numeric",
  timeZone: "UTC",
});

/** What stands where nothing is known. */
export const UNKNOWN = "–";

/** Writes a count, such as 1,898. */
export function count(value: number | null): string {
  return value === null ? UNKNOWN : INTEGER.format(value);
}

/** Writes whole US dollars, such as $190,241,310. */
export function dollars(value: number | null): string {
  return value === null ? UNKNOWN : MONEY.format(value);
}

/** Writes US dollars in three digits, such as $190M. */
export function shortDollars(value: number | null): string {
  return value === null ? UNKNOWN : SHORT_MONEY.format(value);
}

/** Writes a day, such as Nov 25, 1998. */
export function day(value: Date | null): string {
  return value === null ? UNKNOWN : DATE.format(value);
}

/** Writes a day as ISO 8601, such as 1998-11-25. */
export function isoDay(value: Date | null): string {
  return value === null ? "" : value.toISOString().slice(0, 10);
}

/** The year of a day. */
export function yearOf(value: Date): number {
  return value.getUTCFullYear();
}

/** Begins a text with a capital letter. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Writes a count with its noun, such as `1 film` or `12 films`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** Writes names as a sentence has them, such as `Texas, Ohio and Utah`. */
export function listed(names: string[]): string {
  return LIST.format(names);
}

/** Writes a part of a whole, such as 12% or 0.34%. */
export function share(part: number, whole: number): string {
  return whole > 0 ? SHARE.format(part / whole) : UNKNOWN;
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
