/** A square of a colour, before the name of what it stands for. */
export function Swatch({ colour }: { colour: string }) {
  return <span className="swatch" style={{ background: colour }} />;
}

/** What the colours of a chart stand for. */
export function Legend({ items }: { items: { name: string; colour: string }[] }) {
  return (
    <ul className="legend">
      {items.map(({ name, colour }) => (
        <li key={name}>
          <Swatch colour={colour} />
          {name}
        </li>
      ))}
    </ul>
  );
}
