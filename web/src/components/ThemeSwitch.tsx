import { useState } from "react";
import { keep, recall } from "../session/storage";

type Theme = "light" | "dark";

const KEY = "theme";

// Before anything is drawn, or the page would be seen in the other theme for a moment.
const kept = recall(KEY);
if (kept === "light" || kept === "dark") {
  document.documentElement.dataset.theme = kept;
}

/** Changes between light and dark. Until somebody does, the system's own choice holds. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(current);
  const other = theme === "dark" ? "light" : "dark";
  const name = other === "dark" ? "Dark" : "Light";
  return (
    <button
      className="theme"
      type="button"
      aria-label={`${name} theme`}
      onClick={() => {
        document.documentElement.dataset.theme = other;
        keep(KEY, other);
        setTheme(other);
      }}
    >
      {name}
    </button>
  );
}

function current(): Theme {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  return (document.documentElement.dataset.theme ?? (dark ? "dark" : "light")) as Theme;
}
