import { use } from "react";
import { useParams } from "react-router-dom";
import { Facts } from "../components/Facts";
import { CharacterLink, FilmLink } from "../components/links";
import { Missing } from "../components/states";
import { Table, type TableColumn } from "../components/Table";
import { loadCasts, loadVoices } from "../data/queries";
import { creditsOf, type Credit } from "../data/talent";
import { count, day, isoDay, sentence, UNKNOWN } from "../format";

/** Somebody behind the films: parts and directing, title by title. */
export function TalentPage() {
  const { id = "" } = useParams();
  const [casts, voices] = [loadCasts(), loadVoices()];
  const { name, credits } = creditsOf(id, use(casts), use(voices));
  if (name === undefined) {
    return <Missing title="No such person">Nobody here is called “{id}”.</Missing>;
  }
  const titles = (kind: (credit: Credit) => boolean) =>
    new Set(credits.filter(kind).map((credit) => credit.media_slug)).size;
  return (
    <>
      <title>{`${name} · Hyperion`}</title>
      <h1>{name}</h1>
      <Facts
        facts={[
          ["Heard in", `${count(titles((credit) => credit.kind !== "director"))} titles`],
          ["Directed", `${count(titles((credit) => credit.kind === "director"))} films`],
        ]}
      />
      <Table
        name="credits"
        caption={`Credits of ${name}`}
        columns={COLUMNS}
        rows={credits}
        keyOf={(credit) => `${credit.media_slug} ${credit.character_slug ?? ""} ${credit.kind}`}
        sort="-release"
      />
    </>
  );
}

const COLUMNS: TableColumn<Credit>[] = [
  {
    name: "title",
    title: "Title",
    value: (credit) => credit.title,
    show: (credit) =>
      credit.media_type === "film" ? (
        <FilmLink slug={credit.media_slug} title={credit.title} />
      ) : (
        credit.title
      ),
  },
  {
    name: "release",
    title: "Release",
    value: (credit) => isoDay(credit.release_date) || null,
    show: (credit) => day(credit.release_date),
  },
  { name: "credit", title: "Credit", value: (credit) => sentence(credit.kind) },
  {
    name: "character",
    title: "Character",
    value: (credit) => credit.character_name,
    show: (credit) =>
      credit.character_slug && credit.character_name ? (
        <CharacterLink slug={credit.character_slug} name={credit.character_name} />
      ) : (
        UNKNOWN
      ),
  },
];
