import { useCallback } from "react";
import { useSearchParams } from "react-router-dom";

/** Sets parameters of the address; those that are empty leave it. */
type SetParameters = (changes: Record<string, string>) => void;

/** The parameters of the address, which hold what a reader chose, and how to change them. */
export function useParameters(): [URLSearchParams, SetParameters] {
  const [parameters, setParameters] = useSearchParams();
  const set = useCallback<SetParameters>(
    (changes) => {
      setParameters((now) => changed(now, changes), { replace: true });
    },
    [setParameters],
  );
  return [parameters, set];
}

/** One parameter of the address; empty if it is not there. */
export function useParameter(name: string): [string, (value: string) => void] {
  const [parameters, set] = useParameters();
  return [
    parameters.get(name) ?? "",
    (value) => {
      set({ [name]: value });
    },
  ];
}

/** Parameters with some of them changed, and without those that are then empty. */
export function changed(
  parameters: URLSearchParams,
  changes: Record<string, string>,
): URLSearchParams {
  const next = new URLSearchParams(parameters);
  for (const [name, value] of Object.entries(changes)) {
    if (value) {
      next.set(name, value);
    } else {
      next.delete(name);
    }
  }
  return next;
}
