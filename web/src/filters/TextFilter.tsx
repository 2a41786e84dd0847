import { useEffect, useRef } from "react";
import { useParameter } from "./useParameters";

/** A text to look for, kept in the address. */
export function TextFilter({ parameter, label }: { parameter: string; label: string }) {
  const [value, set] = useParameter(parameter);
  const input = useRef<HTMLInputElement>(null);
  // The router sets the address in a transition: a controlled field would lose what is typed
  // meanwhile. So the field leads while it has the focus, and follows the address otherwise.
  useEffect(() => {
    if (input.current && input.current !== document.activeElement) {
      input.current.value = value;
    }
  }, [value]);
  return (
    <label>
      {label}
      <input
        ref={input}
        type="search"
        defaultValue={value}
        onChange={(event) => {
          set(event.target.value);
        }}
      />
    </label>
  );
}
