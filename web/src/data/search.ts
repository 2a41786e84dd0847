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
  const words = wanted.split(/\s+/).filter(Boolean);
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

function rankOf(name: string, wanted: string): number {
  if (name === wanted) {
    return 0;
  }
  return name.startsWith(wanted) ? 1 : 2;
}
