/** A studio has one colour everywhere; the stylesheet has it for light and for dark. */

const COLOURS: Record<string, string> = {
  wdas: "var(--blue)",
  pixar: "var(--orange)",
  "blue-sky": "var(--teal)",
  "20th-century-animation": "var(--red)",
  disneytoon: "var(--violet)",
  "disney-tv-animation": "var(--green)",
  "lucasfilm-animation": "var(--brown)",
  "marvel-animation": "var(--magenta)",
};

/** The colour of a studio; one that the palette does not know is grey. */
export function studioColour(slug: string): string {
  return COLOURS[slug] ?? "var(--grey)";
}

// The data's own short name, which only those who know the studio can read.
const GROUPS: Record<string, string> = { WDAS: "Walt Disney Animation Studios" };

/** The group that introduced a character, in full. */
export function groupName(group: string): string {
  return GROUPS[group] ?? group;
}
