import { useCallback, useSyncExternalStore } from "react";

// Where a wide table begins to scroll, as the stylesheet has it.
const NARROW = "screen and (max-width: 64rem)";
const DARK = "(prefers-color-scheme: dark)";

/** Whether a wide table is not seen whole. */
export function useNarrow(): boolean {
  return useMedia(NARROW);
}

/** Whether the system's own choice is dark. */
export function useDarkSystem(): boolean {
  return useMedia(DARK);
}

function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const list = matchMedia(query);
      list.addEventListener("change", changed);
      return () => {
        list.removeEventListener("change", changed);
      };
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}
