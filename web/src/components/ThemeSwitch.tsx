import { useState } from "react";
import { keep, recall } from "../session/storage";
import { useDarkSystem } from "./useMedia";

type Theme = "light" | "dark";

const KEY = "theme";

// Before anything is drawn, or the page would be seen in the other theme for a moment.
const kept = themeOf(recall(KEY));
if (kept) {
  document.documentElement.dataset.theme = kept;
}

/** Changes between light and dark. Until somebody does, the system's own choice holds. */
export function ThemeSwitch() {
  const [chosen, choose] = useState(kept);
  const system = useDarkSystem() ? "dark" : "light";
  const other = (chosen ?? system) === "dark" ? "light" : "dark";
  const name = other === "dark" ? "Dark" : "Light";
  return (
    <button
      className="theme"
      type="button"
      aria-label={`${name} theme`}
      onClick={() => {
        document.documentElement.dataset.theme = other;
        keep(KEY, other);
        choose(other);
      }}
    >
      {name}
    </button>
  );
}

function themeOf(text: string | null): Theme | null {
  return text === "light" || text === "dark" ? text : null;
}
