import { Suspense, useEffect, useState, type ReactNode } from "react";
import { Link, NavLink, useLocation } from "react-router-dom";
import { ErrorBoundary } from "./ErrorBoundary";
import { Loading } from "./states";

const PAGES = [
  { to: "/", name: "Box office" },
  { to: "/search", name: "Search" },
  { to: "/lists", name: "My lists" },
  { to: "/data", name: "Data" },
];
const THEMES = { light: "dark", dark: "light" } as const;
type Theme = keyof typeof THEMES;

/** What every page has around it: the way to the others, the theme, and where the data come from. */
export function Shell({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="top">
        <Link className="brand" to="/">
          Hyperion
        </Link>
        <nav aria-label="Pages">
          {PAGES.map(({ to, name }) => (
            <NavLink key={to} to={to} end>
              {name}
            </NavLink>
          ))}
        </nav>
        <ThemeSwitch />
      </header>
      <main id="main" tabIndex={-1}>
        {/* Another page starts without the last one's failure. */}
        <ErrorBoundary key={pathname}>
          <Suspense fallback={<Loading />}>{children}</Suspense>
        </ErrorBoundary>
      </main>
      <footer>
        <p>
          Facts from public records; box office by day and state is modelled from each film’s known
          total. Not affiliated with any studio. <Link to="/data">About the data</Link>
        </p>
      </footer>
    </>
  );
}

function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(initialTheme);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem("theme", theme);
  }, [theme]);
  return (
    <button
      className="theme"
      type="button"
      onClick={() => {
        setTheme(THEMES[theme]);
      }}
    >
      {theme === "dark" ? "Light" : "Dark"}
    </button>
  );
}

function initialTheme(): Theme {
  const kept = localStorage.getItem("theme");
  if (kept === "light" || kept === "dark") {
    return kept;
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
