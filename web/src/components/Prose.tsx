/** A text in which names of code stand between backticks, as the descriptions of columns do. */
export function Prose({ text }: { text: string }) {
  // The pieces with an odd number stand between backticks.
  return text.split("`").map((piece, number) => {
    const key = `${number} ${piece}`;
    return number % 2 ? <code key={key}>{piece}</code> : <span key={key}>{piece}</span>;
  });
}
