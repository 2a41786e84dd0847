import { Swatch } from "../components/Swatch";

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
