import { forgetFailures } from "../data/once";
import { messageOf } from "../format";
import { start, type DuckDB } from "./useDuckDB";

/** How far DuckDB is, or why it did not come. */
export function EngineStatus({ duckdb }: { duckdb: DuckDB }) {
  if (duckdb.state === "failed") {
    return (
      <div role="alert">
        <p>DuckDB did not start. {messageOf(duckdb.error)}</p>
        <button
          type="button"
          onClick={() => {
            forgetFailures();
            void start();
          }}
        >
          Try again
        </button>
      </div>
    );
  }
  if (duckdb.state === "ready") {
    return (
      <p className="quiet" role="status" data-engine="ready">
        DuckDB is ready.
      </p>
    );
  }
  const { step, loaded, total } = duckdb.progress;
  return (
    <div className="quiet">
      {/* The step alone is announced: the numbers change many times a second. */}
      <p role="status">{step}</p>
      <progress aria-label={step} max={total ?? 1} value={total === null ? undefined : loaded} />
      {total !== null && total > 1_000 && <p>{`${megabytes(loaded)} of ${megabytes(total)} MB, unpacked`}</p>}
    </div>
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
