import { use } from "react";
import { RevenueByStudio } from "../charts/RevenueByStudio";
import { FilmsTable } from "../components/FilmsTable";
import { loadFilms, loadStudioYears } from "../data/queries";
import { counted } from "../format";

/** The box office at a glance: over time by studio, and film by film. */
export function Dashboard() {
  // Both are asked for before the first is waited for.
  const [studioYears, allFilms] = [loadStudioYears(), loadFilms()];
  const years = use(studioYears);
  const films = use(allFilms);
  return (
    <>
      <title>Box office · Hyperion</title>
      <h1>Animated films at the box office</h1>
      <RevenueByStudio years={years} />
      <FilmsTable films={films} caption={`${counted(films.length, "film")}, by gross`} />
    </>
  );
}
