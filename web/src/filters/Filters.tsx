import type { ReactNode } from "react";
import type { FilmParameter } from "./films";
import { useParameters } from "./useParameters";

interface Properties {
  legend: string;
  /** The parameters that the controls set, and that are cleared together. */
  parameters: FilmParameter[];
  /** What the filters leave, as it is announced. */
  status: string;
  children: ReactNode;
}

/** Controls that choose what is shown, with a way to choose everything again. */
export function Filters({ legend, parameters, status, children }: Properties) {
  const [address, set] = useParameters();
  const chosen = parameters.filter((name) => address.get(name));
  return (
    <fieldset className="filters">
      <legend className="hidden">{legend}</legend>
      {children}
      {/* Disabled in name alone: in fact, it would lose the focus when it is pressed. */}
      <button
        type="button"
        aria-disabled={chosen.length === 0}
        onClick={() => {
          set(Object.fromEntries(chosen.map((name) => [name, ""])));
        }}
      >
        Clear
      </button>
      <p role="status">{status}</p>
    </fieldset>
  );
}
