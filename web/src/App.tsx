import { lazy } from "react";
import { Route, Routes, useLocation } from "react-router-dom";
import { Shell } from "./components/Shell";
import { Missing } from "./components/states";
import { Dashboard } from "./pages/Dashboard";

// The first page comes with the app; each of the others when somebody goes there.
const CharacterPage = lazy(async () => ({
  default: (await import("./pages/CharacterPage")).CharacterPage,
}));
const DataPage = lazy(async () => ({ default: (await import("./pages/DataPage")).DataPage }));
const FilmPage = lazy(async () => ({ default: (await import("./pages/FilmPage")).FilmPage }));
const FranchisePage = lazy(async () => ({
  default: (await import("./pages/FranchisePage")).FranchisePage,
}));
const ListsPage = lazy(async () => ({ default: (await import("./pages/ListsPage")).ListsPage }));
const SearchPage = lazy(async () => ({ default: (await import("./pages/SearchPage")).SearchPage }));
const SqlPage = lazy(async () => ({ default: (await import("./pages/SqlPage")).SqlPage }));
const StudioPage = lazy(async () => ({ default: (await import("./pages/StudioPage")).StudioPage }));
const TalentPage = lazy(async () => ({ default: (await import("./pages/TalentPage")).TalentPage }));

/** Every address of the site and its page. */
export function App() {
  return (
    <Shell>
      <Routes>
        <Route path="/" element={<Dashboard />} />
        <Route path="/studio/:id" element={<StudioPage />} />
        <Route path="/film/:id" element={<FilmPage />} />
        <Route path="/character/:id" element={<CharacterPage />} />
        <Route path="/talent/:id" element={<TalentPage />} />
        <Route path="/franchise/:id" element={<FranchisePage />} />
        <Route path="/search" element={<SearchPage />} />
        <Route path="/lists" element={<ListsPage />} />
        <Route path="/sql" element={<SqlPage />} />
        <Route path="/data" element={<DataPage />} />
        <Route path="*" element={<NoPage />} />
      </Routes>
    </Shell>
  );
}

function NoPage() {
  return <Missing what="page" slug={useLocation().pathname} />;
}
