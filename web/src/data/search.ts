/** Searching names of films, characters, people, studios and franchises. */

export interface Entry {
  kind: "film" | "character" | "talent" | "studio" | "franchise";
  slug: string;
  name: string;
  /** What tells it from others of its name. */
  detail: string | null;
}

const MARKS = /\p{M}/gu;

/** Writes a text without case and accents, as it is compared. */
export function folded(text: string): string {
  return text.normalize("NFD").replace(MARKS, "").toLowerCase();
}

/**
 * Finds the entries that have every word of a query, those that begin with it first.
 *
 * @param limit The most to return.
 */
export function search(entries: Entry[], query: string, limit: number): Entry[] {
  const wanted = folded(query.trim());
  const words = wordsOf(query);
  if (!words.length) {
    return [];
  }
  const found = entries
    .map((entry) => ({ entry, name: folded(entry.name) }))
    .filter(({ name }) => words.every((word) => name.includes(word)))
    .map(({ entry, name }) => ({ entry, rank: rankOf(name, wanted) }));
  return found
    .toSorted((a, b) => a.rank - b.rank || a.entry.name.localeCompare(b.entry.name, "en"))
    .slice(0, limit)
    .map(({ entry }) => entry);
}

/**
 * Finds the entries that have most words of a query, for when none has all. Words of one or two
 * letters do not count: they are in every other name.
 *
 * @param limit The most to return.
 */
export function near(entries: Entry[], query: string, limit: number): Entry[] {
  const words = wordsOf(query).filter((word) => word.length > 2);
  return entries
    .map((entry) => {
      const own = wordsOf(entry.name);
      return { entry, own: own.length, hits: words.filter((word) => own.includes(word)).length };
    })
    .filter(({ hits }) => hits > 0)
    .toSorted((a, b) => b.hits - a.hits || a.own - b.own)
    .slice(0, limit)
    .map(({ entry }) => entry);
}

function wordsOf(text: string): string[] {
  return folded(text).split(/\s+/).filter(Boolean);
}

function rankOf(name: string, wanted: string): number {
  if (name === wanted) {
    return 0;
  }
  return name.startsWith(wanted) ? 1 : 2;
}
