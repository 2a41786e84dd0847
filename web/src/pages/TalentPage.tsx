import { use } from "react";
import { useParams } from "react-router-dom";
import { TitlesByYear } from "../charts/TitlesByYear";
import { RELEASE, TITLE } from "../components/columns";
import { Facts, type Fact } from "../components/Facts";
import { CharacterLink } from "../components/links";
import { Page } from "../components/Page";
import { Missing } from "../components/states";
import { Table, type TableColumn } from "../components/Table";
import { loadTalent } from "../data/queries";
import type { Credit, Talent } from "../data/rows";
import { count, sentence, UNKNOWN } from "../format";

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
      <Facts figures={figuresOf(person)} />
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

// Most people do one of these things: that they never did the other goes without saying.
function figuresOf(person: Talent): Fact[] {
  const figures: [string, number][] = [
    ["Titles heard in", person.voice_appearance_count],
    ["Characters", person.character_count],
    ["Films directed", person.directed_film_count],
  ];
  return figures.filter(([, value]) => value > 0).map(([name, value]) => [name, count(value)]);
}

const COLUMNS: TableColumn<Credit>[] = [
  TITLE,
  RELEASE,
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
