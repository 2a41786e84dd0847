import { use, useDeferredValue, useMemo } from "react";
import { Link } from "react-router-dom";
import { StudioLink } from "../components/links";
import { Page } from "../components/Page";
import { loadNames } from "../data/queries";
import { near, search, type Entry } from "../data/search";
import { useParameter } from "../filters/useParameters";
import { counted } from "../format";

const LIMIT = 50;
const NEAR = 10;
const KINDS: Record<Entry["kind"], string> = {
  film: "Film",
  character: "Character",
  talent: "Person",
  studio: "Studio",
  franchise: "Franchise",
};

/** Finds everything that has a page by its name; what is looked for is in the address. */
export function SearchPage() {
  const [query, setQuery] = useParameter("q");
  const entries = use(loadNames());
  const sought = useDeferredValue(query);
  // One more than is shown tells whether there are more.
  const found = useMemo(() => search(entries, sought, LIMIT + 1), [entries, sought]);
  const shown = found.length > 0 ? found.slice(0, LIMIT) : near(entries, sought, NEAR);
  const studios = sought.trim() ? [] : entries.filter(({ kind }) => kind === "studio");
  return (
    <Page title="Search">
      <label className="search">
        Film, character, person, studio or franchise
        <input
          type="search"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
          }}
        />
      </label>
      <p role="status">{statusOf(sought, found.length, shown.length, entries.length)}</p>
      <ul className="found">
        {shown.map(({ kind, slug, name, detail }) => (
          <li key={`${kind}/${slug}`}>
            <Link to={`/${kind}/${slug}`}>{name}</Link> <small>{describe(kind, detail)}</small>
          </li>
        ))}
      </ul>
      {studios.length > 0 && (
        <section>
          <h2>Or start from a studio</h2>
          <ul className="ways">
            {studios.map(({ slug, name }) => (
              <li key={slug}>
                <StudioLink studio={{ studio_slug: slug, studio_name: name }} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  );
}

function statusOf(query: string, found: number, shown: number, all: number): string {
  if (!query.trim()) {
    return `${counted(all, "name")} to search.`;
  }
  if (found === 0) {
    const advice = shown > 0 ? "These share a word with it:" : "Fewer letters find more.";
    return `Nothing is called “${query}”. ${advice}`;
  }
  return found > LIMIT ? `The first ${LIMIT}.` : `${counted(found, "result")}.`;
}

function describe(kind: Entry["kind"], detail: string | null): string {
  return detail === null ? KINDS[kind] : `${KINDS[kind]}, ${detail}`;
}
