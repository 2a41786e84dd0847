import { Suspense, use, useMemo } from "react";
import { CharactersByFranchise } from "../charts/CharactersByFranchise";
import { RevenueByStudio } from "../charts/RevenueByStudio";
import { TopVoices } from "../charts/TopVoices";
import { FilmsTable } from "../components/FilmsTable";
import { Page } from "../components/Page";
import { LoadingPart } from "../components/states";
import {
  loadFilms,
  loadFranchiseSizes,
  loadStudioYears,
  loadTopVoices,
} from "../data/queries";
import { FranchiseChoice, RatingChoice, StudioChoice, YearChoices } from "../filters/FilmChoices";
import { Filters } from "../filters/Filters";
import { admits, admitsYear, parseFilm } from "../filters/films";
import { TextFilter } from "../filters/TextFilter";
import { useParameters } from "../filters/useParameters";
import { count, counted, shortDollars } from "../format";

// As tall as what comes, or nearly: then nothing below it jumps.
const CHART_HEIGHT = 640;
const BARS_HEIGHT = 620;
const TABLE_HEIGHT = 1100;

/** The catalog at a glance: box office by studio, characters, voices, and film by film. */
export function Dashboard() {
  // All is asked for before the first is waited for; each part is shown when its own data are there.
  void loadStudioYears();
  void loadFranchiseSizes();
  void loadTopVoices();
  void loadFilms();
  return (
    <Page title="Animated films at the box office">
      <p className="lead">
        What the films of Disney, Pixar and their sister studios sold, who appears in them, and whose
        voices are heard.
      </p>
      <Suspense
        fallback={<LoadingPart title="Box office over time by studio" height={CHART_HEIGHT} />}
      >
        <Revenue />
      </Suspense>
      <div className="beside">
        <Suspense fallback={<LoadingPart title="Characters by franchise" height={BARS_HEIGHT} />}>
          <Franchises />
        </Suspense>
        <Suspense fallback={<LoadingPart title="Top voice actors" height={BARS_HEIGHT} />}>
          <Voices />
        </Suspense>
      </div>
      <Suspense fallback={<LoadingPart title="Films" height={TABLE_HEIGHT} />}>
        <Films />
      </Suspense>
    </Page>
  );
}

function useFilmFilter() {
  const [parameters] = useParameters();
  return useMemo(() => parseFilm(parameters), [parameters]);
}

function Revenue() {
  const all = use(loadStudioYears());
  const filter = useFilmFilter();
  const shown = useMemo(() => all.filter((each) => admitsYear(filter, each)), [all, filter]);
  const studios = useMemo(
    () => all.map((each): [string, string] => [each.studio_slug, each.studio_name]),
    [all],
  );
  const years = useMemo(() => all.map((each) => each.year), [all]);
  const sold = shown.reduce((sum, each) => sum + each.gross_usd, 0);
  return (
    <>
      <Filters
        legend="Chart and films"
        parameters={["studio", "from", "to"]}
        status={`${shortDollars(sold)} sold`}
      >
        <StudioChoice studios={studios} />
        <YearChoices years={years} />
      </Filters>
      <RevenueByStudio years={shown} />
    </>
  );
}

function Franchises() {
  return <CharactersByFranchise franchises={use(loadFranchiseSizes())} />;
}

function Voices() {
  return <TopVoices voices={use(loadTopVoices())} />;
}

function Films() {
  const films = use(loadFilms());
  const filter = useFilmFilter();
  const shown = useMemo(() => films.filter((film) => admits(filter, film)), [films, filter]);
  return (
    <FilmsTable films={shown} caption="Films" empty="No film fits these choices.">
      <Filters
        legend="Films only"
        parameters={["title", "franchise", "rating"]}
        status={`${count(shown.length)} of ${counted(films.length, "film")}`}
      >
        <TextFilter parameter="title" label="Title" />
        <FranchiseChoice films={films} />
        <RatingChoice films={films} />
      </Filters>
    </FilmsTable>
  );
}
