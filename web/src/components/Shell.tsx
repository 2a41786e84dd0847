import { Suspense, type ReactNode } from "react";
import { Link, NavLink, useLocation } from "react-router-dom";
import { ErrorBoundary } from "./ErrorBoundary";
import { Loading } from "./states";
import { ThemeSwitch } from "./ThemeSwitch";
import { useArrival } from "./useArrival";

const PAGES = [
  { to: "/", name: "Box office" },
  { to: "/search", name: "Search" },
  { to: "/lists", name: "My lists" },
  { to: "/sql", name: "SQL" },
  { to: "/data", name: "Data" },
];

/** What every page has around it: the way to the others, the theme, and where the data come from. */
export function Shell({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  const main = useArrival<HTMLElement>();
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
      <main id="main" ref={main} tabIndex={-1}>
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
