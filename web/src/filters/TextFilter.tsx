import { useParameter } from "./useParameters";

/** A text to look for, kept in the address. */
export function TextFilter({ parameter, label }: { parameter: string; label: string }) {
  const [value, set] = useParameter(parameter);
  return (
    <label>
      {label}
      <input
        type="search"
        value={value}
        onChange={(event) => {
          set(event.target.value);
        }}
      />
    </label>
  );
}
