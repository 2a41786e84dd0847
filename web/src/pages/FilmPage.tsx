import { Suspense, use } from "react";
import { useParams } from "react-router-dom";
import { StateMap } from "../charts/StateMap";
import { WeeklyBoxOffice } from "../charts/WeeklyBoxOffice";
import { CHARACTER, VOICE } from "../components/columns";
import { Facts, type Fact } from "../components/Facts";
import { FranchiseLink, StudioLink, TalentLinks } from "../components/links";
import { Page } from "../components/Page";
import { SaveButtons } from "../components/SaveButtons";
import { LoadingPart, Missing } from "../components/states";
import { Table, type TableColumn } from "../components/Table";
import { loadFilm, loadStates, loadWeeks } from "../data/queries";
import type { CastMember, Film } from "../data/rows";
import { studioColour } from "../data/studios";
import { counted, day, dollars, sentence, UNKNOWN } from "../format";

// As tall as the two charts, or nearly: then nothing below them jumps.
const CHARTS_HEIGHT = 1300;

/** A film: its facts, its cast, and what it sold by week and state. */
export function FilmPage() {
  const { id = "" } = useParams();
  // All is asked for before the first is waited for.
  void loadWeeks(id);
  void loadStates(id);
  const [film] = use(loadFilm(id));
  if (!film) {
    return <Missing what="film" slug={id} />;
  }
  return (
    <Page kind="Film" title={film.title}>
      <Facts figures={figuresOf(film)} facts={factsOf(film)} />
      <SaveButtons item={{ kind: "film", slug: id, name: film.title }} />
      {film.domestic_gross_usd === null ? (
        <p className="empty">
          No domestic gross of this film is known, so there is no box office by week or state.
        </p>
      ) : (
        <Suspense fallback={<LoadingPart title="Box office by week" height={CHARTS_HEIGHT} />}>
          <BoxOffice slug={id} colour={studioColour(film.studio.studio_slug)} />
        </Suspense>
      )}
      <Table
        name="cast"
        caption={`${counted(film.characters.length, "character")} in the cast`}
        columns={CAST}
        rows={film.characters}
        keyOf={(member) => member.character_id}
        sort="character"
        empty="No source names the cast of this film."
      />
    </Page>
  );
}

function BoxOffice({ slug, colour }: { slug: string; colour: string }) {
  const weeks = use(loadWeeks(slug));
  const states = use(loadStates(slug));
  return (
    <>
      <WeeklyBoxOffice weeks={weeks} colour={colour} />
      <StateMap states={states} />
    </>
  );
}

const CAST: TableColumn<CastMember>[] = [...CHARACTER, VOICE];

// Of a film that was never sold or reported, four dashes in large letters would say nothing.
function figuresOf(film: Film): Fact[] {
  const figures: [string, number | null][] = [
    ["Worldwide gross", film.worldwide_gross_usd],
    ["Domestic gross", film.domestic_gross_usd],
    ["First week (modelled)", film.opening_week_gross_usd],
    ["Budget", film.budget_usd],
  ];
  return figures.some(([, value]) => value !== null)
    ? figures.map(([name, value]) => [name, dollars(value)])
    : [];
}

function factsOf(film: Film): Fact[] {
  return [
    ["Studio", <StudioLink key="studio" studio={film.studio} />],
    [
      "Franchise",
      film.franchise ? <FranchiseLink key="franchise" franchise={film.franchise} /> : UNKNOWN,
    ],
    [
      "Directed by",
      film.directors.length ? <TalentLinks key="talent" talent={film.directors} /> : UNKNOWN,
    ],
    ["US release", day(film.release_date)],
    ["Kind of release", sentence(film.release_type.replaceAll("_", " "))],
    ["Rating", film.mpaa_rating ?? UNKNOWN],
    ["Running time", film.runtime_min === null ? UNKNOWN : counted(film.runtime_min, "minute")],
  ];
}
