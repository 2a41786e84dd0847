/** The answer to the query of the address. */

import { useEffect, useState } from "react";
import type { Result } from "./database";
import { restart, type DuckDB } from "./useDuckDB";

export type Answer =
  | { state: "none" }
  | { state: "running" }
  | { state: "done"; result: Result }
  | { state: "failed"; error: unknown };

interface Asked {
  sql: string;
  attempt: number;
}

/**
 * Asks a query once the engine is there, and again with another attempt.
 *
 * @param asked What to ask; nothing is asked without it.
 */
export function useAnswer(duckdb: DuckDB, asked: Asked | null): Answer {
  const [answered, setAnswered] = useState<{ key: string; answer: Answer } | null>(null);
  const key = asked ? `${asked.attempt} ${asked.sql}` : null;
  const sql = asked?.sql;
  const engine = duckdb.state === "ready" ? duckdb.engine : null;
  const open = key !== null && answered?.key !== key;
  useEffect(() => {
    if (!engine || !open || sql === undefined) {
      return;
    }
    // An answer to what was asked before may still come, but never after this one's.
    const keep = (answer: Answer) => {
      setAnswered({ key, answer });
    };
    engine.query(sql).then(
      (result) => {
        keep({ state: "done", result });
      },
      (error: unknown) => {
        keep({ state: "failed", error });
        if (isBroken(error)) {
          void restart(error);
        }
      },
    );
  }, [engine, key, open, sql]);
  if (key === null) {
    return { state: "none" };
  }
  return answered?.key === key ? answered.answer : { state: "running" };
}

// DuckDB's own errors are plain; after those of WebAssembly or the worker nobody can rely on it.
function isBroken(error: unknown): error is Error {
  return error instanceof Error && error.name !== "Error";
}
