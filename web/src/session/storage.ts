/**
 * What this browser keeps for the next visit. Where it is told to keep nothing, asking it throws: then
 * a choice holds for this visit alone.
 */

/** What was kept under a name, if anything. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Keeps a text under a name, or nothing any more. */
export function keep(name: string, text: string | null): void {
  try {
    if (text === null) {
      localStorage.removeItem(name);
    } else {
      localStorage.setItem(name, text);
    }
  } catch {
    // Forbidden, or full.
  }
}
