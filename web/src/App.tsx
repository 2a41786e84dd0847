import { Route, Routes } from "react-router-dom";
import { Shell } from "./components/Shell";
import { Missing } from "./components/states";
import { CharacterPage } from "./pages/CharacterPage";
import { Dashboard } from "./pages/Dashboard";
import { DataPage } from "./pages/DataPage";
import { FilmPage } from "./pages/FilmPage";
import { FranchisePage } from "./pages/FranchisePage";
import { ListsPage } from "./pages/ListsPage";
import { SearchPage } from "./pages/SearchPage";
import { StudioPage } from "./pages/StudioPage";
import { TalentPage } from "./pages/TalentPage";

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
        <Route path="/data" element={<DataPage />} />
        <Route
          path="*"
          element={<Missing title="No such page">Nothing is at this address.</Missing>}
        />
      </Routes>
    </Shell>
  );
}
