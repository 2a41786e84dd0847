/** What stands in place of data: while they load, when that failed, when there are none. */

import type { ReactNode } from "react";
import { Link } from "react-router-dom";

/** Takes the room of a page, so that nothing jumps when the page comes. */
export function Loading() {
  return (
    <div className="loading" role="status">
      Loading
    </div>
  );
}

/** Says what failed and offers to try again. */
export function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  const reason = error instanceof Error ? error.message : String(error);
  return (
    <div className="notice" role="alert">
      <h1>The data did not come</h1>
      <p>{reason}</p>
      <button type="button" onClick={retry}>
        Try again
      </button>
    </div>
  );
}

/** Says that nothing is there, and where to look instead. */
export function Missing({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="notice">
      <title>{`${title} · Hyperion`}</title>
      <h1>{title}</h1>
      <p>{children}</p>
      <p>
        <Link to="/search">Search</Link> or go to the <Link to="/">box office</Link>.
      </p>
    </div>
  );
}
