/** The values of DuckDB's results, which come as Arrow, as cells of a table. */

import { DataType, TimeUnit, type MapRow, type StructRow, type Vector } from "apache-arrow";
import type { Cell } from "../format/csv";

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

const UNITS_PER_SECOND = {
  [TimeUnit.SECOND]: 1n,
  [TimeUnit.MILLISECOND]: 1_000n,
  [TimeUnit.MICROSECOND]: 1_000_000n,
  [TimeUnit.NANOSECOND]: 1_000_000_000n,
};

/** Writes a value as a cell: nested ones as compact JSON. */
export function cellOf(value: unknown, type: DataType): Cell {
  const plain = plainOf(value, type);
  if (typeof plain === "boolean") {
    return String(plain);
  }
  return plain !== null && typeof plain === "object" ? JSON.stringify(plain) : plain;
}

/** Whether the values of a type are numbers, which stand at the right. */
export function isNumeric(type: DataType): boolean {
  return DataType.isInt(type) || DataType.isFloat(type) || DataType.isDecimal(type);
}

/** A value without Arrow: numbers that a JavaScript number does not hold become exact text. */
function plainOf(value: unknown, type: DataType): Json {
  if (DataType.isInterval(type) || DataType.isDictionary(type)) {
    // Arrow 13 knows no interval of months, days and nanoseconds, and DuckDB's stream does not carry
    // the words of an enum: what is read of either is not what is there.
    throw new Error("An interval or enum cannot be shown; cast it to text, such as (…)::varchar.");
  }
  if (value === null || value === undefined) {
    return null;
  }
  if (DataType.isDecimal(type)) {
    return scaled(BigInt((value as Uint32Array).toString()), type.scale);
  }
  if (DataType.isDate(type)) {
    return (value as Date).toISOString().slice(0, 10);
  }
  if (DataType.isTimestamp(type)) {
    return timestamp(value as number, type.timezone ? "+00" : "");
  }
  if (DataType.isTime(type)) {
    return clock(BigInt(value as number | bigint), UNITS_PER_SECOND[type.unit]);
  }
  if (value instanceof Uint8Array) {
    return `\\x${Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  }
  return nestedOf(value, type);
}

function nestedOf(value: unknown, type: DataType): Json {
  if (DataType.isList(type)) {
    return Array.from(value as Vector, (each: unknown) => plainOf(each, type.valueType as DataType));
  }
  if (DataType.isStruct(type)) {
    const row = (value as StructRow).toJSON() as Record<string, unknown>;
    return Object.fromEntries(
      type.children.map((field) => [field.name, plainOf(row[field.name], field.type as DataType)]),
    );
  }
  if (DataType.isMap(type)) {
    const entries = Object.entries((value as MapRow).toJSON());
    return Object.fromEntries(
      entries.map(([key, each]) => [key, plainOf(each, type.valueType as DataType)]),
    );
  }
  return scalarOf(value);
}

function scalarOf(value: unknown): Json {
  if (typeof value === "bigint") {
    return scaled(value, 0);
  }
  if (typeof value === "number" && !Number.isFinite(value)) {
    return String(value);
  }
  return typeof value === "number" || typeof value === "boolean" ? value : String(value);
}

/** A decimal as a number, or as text if no number has just these digits. */
function scaled(unscaled: bigint, scale: number): number | string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale ? `.${digits.slice(-scale)}` : "";
  const text = `${unscaled < 0n ? "-" : ""}${whole}${fraction}`;
  // Fifteen digits survive the way into a number and back.
  const exact = scale === 0 ? Number.isSafeInteger(Number(text)) : digits.length <= 15;
  return exact ? Number(text) : text;
}

function timestamp(milliseconds: number, zone: string): string {
  // Microseconds stand behind the point; beyond what a date holds the number says more.
  const whole = Math.floor(milliseconds);
  const date = new Date(whole);
  if (Number.isNaN(date.getTime())) {
    return String(milliseconds);
  }
  const text = date.toISOString().replace("T", " ").replace("Z", "");
  const micros = Math.round((milliseconds - whole) * 1_000);
  const rest = micros ? String(micros).padStart(3, "0") : "";
  return `${text.replace(/\.000$/, rest ? ".000" : "")}${rest}${zone}`;
}

function clock(units: bigint, perSecond: bigint): string {
  const seconds = Number(units / perSecond);
  const fraction = String(units % perSecond).padStart(String(perSecond).length - 1, "0");
  const text = [seconds / 3_600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, "0"))
    .join(":");
  return units % perSecond ? `${text}.${fraction.replace(/0+$/, "")}` : text;
}
