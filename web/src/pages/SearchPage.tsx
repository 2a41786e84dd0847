import { use, useDeferredValue, useMemo } from "react";
import { Link, useSearchParams } from "react-router-dom";
import { Page } from "../components/Page";
import { loadNames } from "../data/queries";
import { search, type Entry } from "../data/search";
import { counted } from "../format";

const LIMIT = 50;
const KINDS: Record<Entry["kind"], string> = {
  film: "Film",
  character: "Character",
  talent: "Person",
  studio: "Studio",
  franchise: "Franchise",
};

/** Finds everything that has a page by its name; what is looked for is in the address. */
export function SearchPage() {
  const [parameters, setParameters] = useSearchParams();
  const query = parameters.get("q") ?? "";
  const entries = use(loadNames());
  const sought = useDeferredValue(query);
  const found = useMemo(() => search(entries, sought, LIMIT), [entries, sought]);
  return (
    <Page title="Search">
      <label className="search">
        Film, character, person, studio or franchise
        <input
          type="search"
          value={query}
          onChange={(event) => {
            const { value } = event.target;
            setParameters(value ? { q: value } : {}, { replace: true });
          }}
        />
      </label>
      <p role="status">{statusOf(sought, found.length, entries.length)}</p>
      <ul className="found">
        {found.map(({ kind, slug, name, detail }) => (
          <li key={`${kind}/${slug}`}>
            <Link to={`/${kind}/${slug}`}>{name}</Link> <small>{describe(kind, detail)}</small>
          </li>
        ))}
      </ul>
    </Page>
  );
}

function statusOf(query: string, found: number, all: number): string {
  if (!query.trim()) {
    return `${counted(all, "name")} to search.`;
  }
  if (found === 0) {
    return `Nothing is called “${query}”. Fewer letters find more.`;
  }
  return found === LIMIT ? `The first ${LIMIT}.` : `${counted(found, "result")}.`;
}

function describe(kind: Entry["kind"], detail: string | null): string {
  return detail === null ? KINDS[kind] : `${KINDS[kind]}, ${detail}`;
}
