/** Which statements the workbench runs. */

// Blanks, comments and brackets may stand before the first word.
const FIRST_WORD = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()*([a-z]+)/i;
const QUERIES = new Set([
  ..."select with from values pivot unpivot summarize describe desc show explain".split(" "),
]);

/**
 * Refuses what is no query, with a reason that helps more than a change that leaves no trace: what
 * a statement writes is rolled back in any case.
 */
export function requireQuery(sql: string): void {
  const word = FIRST_WORD.exec(sql)?.[1]?.toLowerCase();
  if (!word) {
    throw new Error("There is no query to run.");
  }
  if (!QUERIES.has(word)) {
    throw new Error(`The exports are read only: “${word}” is no query. Begin with select or from.`);
  }
}
