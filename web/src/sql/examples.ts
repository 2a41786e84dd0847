/** The queries to begin with: every file of `examples/`, named by its file and first comment. */

interface Example {
  name: string;
  /** What it asks, in one sentence. */
  question: string;
  sql: string;
}

const TEXTS = import.meta.glob<string>("./examples/*.sql", {
  query: "?raw",
  import: "default",
  eager: true,
});

export const EXAMPLES: Example[] = Object.entries(TEXTS).map(([path, sql]) => ({
  name: path.slice(path.lastIndexOf("/") + 1, -".sql".length),
  question: questionOf(sql),
  sql,
}));

/** The address of the workbench with a query in it. */
export function addressOfQuery(sql: string): string {
  return `/sql?${new URLSearchParams({ q: sql }).toString()}`;
}

function questionOf(sql: string): string {
  const lines = sql.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("--"));
  const comment = lines
    .slice(0, end)
    .map((line) => line.slice(2).trim())
    .join(" ");
  return comment.slice(0, comment.indexOf("?") + 1);
}
