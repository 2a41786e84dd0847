/** A square of a colour, before the name of what it stands for. */
export function Swatch({ colour }: { colour: string }) {
  return <span className="swatch" style={{ background: colour }} />;
}
