import { useSyncExternalStore } from "react";

// Where a wide table begins to scroll, as the stylesheet has it.
const NARROW = "screen and (max-width: 64rem)";

/** Whether a wide table is not seen whole. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches);
}

function subscribe(changed: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener("change", changed);
  return () => {
    query.removeEventListener("change", changed);
  };
}
