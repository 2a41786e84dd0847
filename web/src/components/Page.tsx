import type { ReactNode } from "react";

interface Properties {
  /** What kind of thing the page is about; nothing on pages that are not about one. */
  kind?: string;
  title: string;
  children: ReactNode;
}

/** A page: its name for the browser, and its heading. */
export function Page({ kind, title, children }: Properties) {
  return (
    <>
      <title>{`${title} · Hyperion`}</title>
      <header className="head">
        {kind && <p className="kind">{kind}</p>}
        <h1>{title}</h1>
      </header>
      {children}
    </>
  );
}
