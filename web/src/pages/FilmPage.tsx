import { use } from "react";
import { useParams } from "react-router-dom";
import { StateMap } from "../charts/StateMap";
import { WeeklyBoxOffice } from "../charts/WeeklyBoxOffice";
import { Facts } from "../components/Facts";
import { CharacterLink, FranchiseLink, StudioLink, TalentLinks } from "../components/links";
import { SaveButton } from "../components/SaveButton";
import { Missing } from "../components/states";
import { Table, type TableColumn } from "../components/Table";
import { loadFilm, loadStates, loadWeeks } from "../data/queries";
import type { CastMember, Film } from "../data/rows";
import { studioColour } from "../data/studios";
import { counted, day, dollars, sentence, UNKNOWN } from "../format";

/** A film: its facts, its cast, and what it sold by week and state. */
export function FilmPage() {
  const { id = "" } = useParams();
  const [asked, askedWeeks, askedStates] = [loadFilm(id), loadWeeks(id), loadStates(id)];
  const [film] = use(asked);
  const weeks = use(askedWeeks);
  const states = use(askedStates);
  if (!film) {
    return <Missing title="No such film">No film here is called “{id}”.</Missing>;
  }
  return (
    <>
      <title>{`${film.title} · Hyperion`}</title>
      <h1>{film.title}</h1>
      <Facts facts={factsOf(film)} />
      <SaveButton item={{ kind: "film", slug: id, name: film.title }} />
      {weeks.length > 0 ? (
        <>
          <WeeklyBoxOffice weeks={weeks} colour={studioColour(film.studio.studio_slug)} />
          <StateMap states={states} />
        </>
      ) : (
        <p className="empty">No domestic gross of this film is known, so there is no box office.</p>
      )}
      <Table
        name="cast"
        caption={`${counted(film.characters.length, "character")} in the cast`}
        columns={CAST}
        rows={film.characters}
        keyOf={(member) => member.character_id}
        sort="character"
      />
    </>
  );
}

const CAST: TableColumn<CastMember>[] = [
  {
    name: "character",
    title: "Character",
    value: (member) => member.character_name,
    show: (member) => <CharacterLink slug={member.character_slug} name={member.character_name} />,
  },
  { name: "role", title: "Role", value: (member) => sentence(member.role) },
  { name: "species", title: "Species", value: (member) => sentence(member.species) },
  {
    name: "voice",
    title: "Voice",
    value: (member) => member.voices.map((voice) => voice.talent_name).join("; ") || null,
    show: (member) => (member.voices.length ? <TalentLinks talent={member.voices} /> : UNKNOWN),
  },
];

function factsOf(film: Film): [string, React.ReactNode][] {
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
    ["US release", `${day(film.release_date)}, ${film.release_type}`],
    ["Rating", film.mpaa_rating ?? UNKNOWN],
    ["Running time", film.runtime_min === null ? UNKNOWN : counted(film.runtime_min, "minute")],
    ["Budget", dollars(film.budget_usd)],
    ["Domestic gross", dollars(film.domestic_gross_usd)],
    ["Worldwide gross", dollars(film.worldwide_gross_usd)],
    ["First week (modelled)", dollars(film.opening_week_gross_usd)],
  ];
}
