import { use } from "react";
import { useParams } from "react-router-dom";
import { TitlesByYear } from "../charts/TitlesByYear";
import { Facts } from "../components/Facts";
import { CharacterLink, FilmLink } from "../components/links";
import { Page } from "../components/Page";
import { Missing } from "../components/states";
import { Table, type TableColumn } from "../components/Table";
import { loadTalent } from "../data/queries";
import type { Credit } from "../data/rows";
import { count, counted, day, isoDay, sentence, UNKNOWN } from "../format";

/** Somebody behind the films: parts and directing, title by title. */
export function TalentPage() {
  const { id = "" } = useParams();
  const [person] = use(loadTalent(id));
  if (!person) {
    return <Missing what="person" slug={id} />;
  }
  const { talent_name: name, credits } = person;
  return (
    <Page kind="Person" title={name}>
      <Facts
        facts={[
          ["Heard in", counted(person.voice_appearance_count, "title")],
          ["Characters", count(person.character_count)],
          ["Directed", counted(person.directed_film_count, "film")],
        ]}
      />
      <TitlesByYear titles={credits} of="Credits" source="talent_complete" />
      <Table
        name="credits"
        caption={`Credits of ${name}`}
        columns={COLUMNS}
        rows={credits}
        keyOf={(credit) => `${credit.media_slug} ${credit.character_slug ?? ""} ${credit.credit_kind}`}
        sort="-release"
      />
    </Page>
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
  { name: "credit", title: "Credit", value: (credit) => sentence(credit.credit_kind.replace("_", " ")) },
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
