/** The engine as a page sees it: one for the whole visit, loaded when the first page asks. */

import { useEffect, useSyncExternalStore } from "react";
import type { Engine, Progress } from "./engine";

export type DuckDB =
  | { state: "loading"; progress: Progress }
  | { state: "ready"; engine: Engine }
  | { state: "failed"; error: unknown };

const WAITING: DuckDB = {
  state: "loading",
  progress: { step: "Loading DuckDB", loaded: 0, total: null },
};

let current: DuckDB = WAITING;
let loading: Promise<void> | null = null;
const listeners = new Set<() => void>();

/** Loads DuckDB with all exports in it, and follows how far that is. */
export function useDuckDB(): DuckDB {
  useEffect(() => {
    if (document.readyState === "complete") {
      void start();
      return;
    }
    // The engine's megabytes would take the line from the page itself.
    const begin = () => void start();
    window.addEventListener("load", begin, { once: true });
    return () => {
      window.removeEventListener("load", begin);
    };
  }, []);
  return useSyncExternalStore(subscribe, () => current);
}

/** Starts the engine unless it was; after a failure, once more. */
export function start(): Promise<void> {
  loading ??= load();
  return loading;
}

/** Ends what runs, and starts anew: a busy engine hears nothing, only its worker's end. */
export function restart(reason: Error): Promise<void> {
  if (current.state === "ready") {
    current.engine.stop(reason);
    loading = null;
  }
  return start();
}

async function load(): Promise<void> {
  change(WAITING);
  try {
    const { startEngine } = await import("./engine");
    const engine = await startEngine((progress) => {
      change({ state: "loading", progress });
    });
    change({ state: "ready", engine });
  } catch (error) {
    loading = null;
    change({ state: "failed", error });
  }
}

function change(next: DuckDB): void {
  current = next;
  for (const listener of listeners) {
    listener();
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
