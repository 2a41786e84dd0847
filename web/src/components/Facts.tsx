import type { ReactNode } from "react";

export type Fact = [name: string, value: ReactNode];

interface Properties {
  /** The numbers that a reader came for, written large. */
  figures?: Fact[];
  facts?: Fact[];
}

/** What is known of a thing: its numbers first, then the rest. */
export function Facts({ figures = [], facts = [] }: Properties) {
  return (
    <div className="known">
      {figures.length > 0 && <Pairs className="numbers" pairs={figures} />}
      {facts.length > 0 && <Pairs className="facts" pairs={facts} />}
    </div>
  );
}

function Pairs({ className, pairs }: { className: string; pairs: Fact[] }) {
  return (
    <dl className={className}>
      {pairs.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
