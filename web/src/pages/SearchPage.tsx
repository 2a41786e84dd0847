import { use, useDeferredValue, useMemo } from "react";
import { Link, useSearchParams } from "react-router-dom";
import { loadCharacters, loadFilms } from "../data/queries";
import type { CharacterFacts, FilmFacts } from "../data/rows";
import { search, type Entry } from "../data/search";
import { counted, sentence, yearOf } from "../format";

const LIMIT = 50;

/** Finds films, characters, studios and franchises by name; what is looked for is in the address. */
export function SearchPage() {
  const [parameters, setParameters] = useSearchParams();
  const query = parameters.get("q") ?? "";
  const [askedFilms, askedCharacters] = [loadFilms(), loadCharacters()];
  const films = use(askedFilms);
  const characters = use(askedCharacters);
  const entries = useMemo(() => entriesOf(films, characters), [films, characters]);
  const sought = useDeferredValue(query);
  const found = useMemo(() => search(entries, sought, LIMIT), [entries, sought]);
  return (
    <>
      <title>Search · Hyperion</title>
      <h1>Search</h1>
      <label className="search">
        Film, character, studio or franchise
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
            <Link to={`/${kind}/${slug}`}>{name}</Link> <small>{detail}</small>
          </li>
        ))}
      </ul>
    </>
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

/** Everything that has a page and a name. */
export function entriesOf(films: FilmFacts[], characters: CharacterFacts[]): Entry[] {
  const entries = new Map<string, Entry>();
  const add = (entry: Entry) => entries.set(`${entry.kind}/${entry.slug}`, entry);
  for (const { studio, franchise, ...film } of films) {
    add({ kind: "studio", slug: studio.studio_slug, name: studio.studio_name, detail: "Studio" });
    if (franchise) {
      const { franchise_slug: slug, franchise_name: name } = franchise;
      add({ kind: "franchise", slug, name, detail: "Franchise" });
    }
    const detail = `Film, ${yearOf(film.release_date)}`;
    add({ kind: "film", slug: film.film_slug, name: film.title, detail });
  }
  for (const { character_slug: slug, character_name: name, species, character_group } of characters) {
    add({ kind: "character", slug, name, detail: `${sentence(species)}, ${character_group}` });
  }
  return [...entries.values()];
}
