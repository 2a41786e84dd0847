import { useParameter } from "./useParameters";

export interface Option {
  value: string;
  name: string;
}

interface Properties {
  /** The parameter of the address. */
  parameter: string;
  label: string;
  /** What is shown when nothing is chosen. */
  all: string;
  options: Option[];
}

/** One choice of several, kept in the address. */
export function Choice({ parameter, label, all, options }: Properties) {
  const [value, choose] = useParameter(parameter);
  const known = !value || options.some((option) => option.value === value);
  return (
    <label>
      {label}
      <select
        value={value}
        onChange={(event) => {
          choose(event.target.value);
        }}
      >
        <option value="">{all}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
        {/* It filters all the same: the page would be empty for no reason to be seen. */}
        {!known && <option value={value}>{value}</option>}
      </select>
    </label>
  );
}
