/** What stands in place of data: while they load, when that failed, when there are none. */

import { Link } from "react-router-dom";
import { messageOf } from "../format";

/** Takes the room of a page, so that nothing jumps when the page comes. */
export function Loading() {
  return (
    <div role="status">
      <span className="hidden">Loading</span>
      <div className="bone title" />
      <div className="bone line" />
      <div className="bone block" />
    </div>
  );
}

/** Takes the room of a part of a page. */
export function LoadingPart({ title, height }: { title: string; height: number }) {
  return (
    <section className="chart part" style={{ minHeight: height }} aria-busy="true">
      <h2>{title}</h2>
      <div className="bone line" />
      <div className="bone block" />
    </section>
  );
}

/** Says what failed and offers to try again. */
export function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <div className="notice" role="alert">
      <h1>This page did not come</h1>
      <p>{messageOf(error)}</p>
      <p className="quiet">
        The connection may be gone, or the site was published anew a moment ago.
      </p>
      <button type="button" onClick={retry}>
        Try again
      </button>
    </div>
  );
}

interface MissingProperties {
  /** What is missing: a film, a page. */
  what: string;
  /** The address's own name of it. */
  slug: string;
}

/** Says that nothing is there, and offers to search for what the address names. */
export function Missing({ what, slug }: MissingProperties) {
  const words = wordsOf(slug);
  return (
    <div className="notice">
      <title>{`No such ${what} · Hyperion`}</title>
      <h1>No such {what}</h1>
      <p>
        No {what} here has the address “{slug}”. It may be spelled otherwise.
      </p>
      <ul className="ways">
        {words && (
          <li>
            <Link to={`/search?${new URLSearchParams({ q: words }).toString()}`}>
              Search for “{words}”
            </Link>
          </li>
        )}
        <li>
          <Link to="/search">Search all names</Link>
        </li>
        <li>
          <Link to="/">Start from the box office</Link>
        </li>
      </ul>
    </div>
  );
}

/** The words of an address's last part, such as `toy story` of `/films/toy-story/`. */
export function wordsOf(address: string): string {
  const last = address.split("/").findLast(Boolean) ?? "";
  return last.split(/[^\p{L}\p{N}]+/u).filter(Boolean).join(" ");
}
