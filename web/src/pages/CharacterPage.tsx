import { use } from "react";
import { useParams } from "react-router-dom";
import { TitlesByYear } from "../charts/TitlesByYear";
import { RELEASE, TITLE, VOICE } from "../components/columns";
import { Facts } from "../components/Facts";
import { Page } from "../components/Page";
import { SaveButtons } from "../components/SaveButtons";
import { Missing } from "../components/states";
import { Table, type TableColumn } from "../components/Table";
import { loadCharacter } from "../data/queries";
import type { Appearance, Character } from "../data/rows";
import { groupName } from "../data/studios";
import { counted, sentence, UNKNOWN } from "../format";

interface Part extends Appearance {
  voices: Character["voices"];
}

/** A character: what it is, where it appears, and who is heard. */
export function CharacterPage() {
  const { id = "" } = useParams();
  const [character] = use(loadCharacter(id));
  if (!character) {
    return <Missing what="character" slug={id} />;
  }
  const parts = character.appearances.map((appearance) => ({
    ...appearance,
    voices: character.voices.filter((voice) => voice.media_id === appearance.media_id),
  }));
  return (
    <Page kind="Character" title={character.character_name}>
      <Facts
        facts={[
          ["Role", sentence(character.role)],
          ["Species", speciesOf(character)],
          ["Gender", sentence(character.gender)],
          ["Voice", sentence(character.voice_status)],
          ["Introduced by", groupName(character.character_group)],
          ["Other names", character.other_names ?? UNKNOWN],
        ]}
      />
      <SaveButtons item={{ kind: "character", slug: id, name: character.character_name }} />
      <TitlesByYear titles={parts} of="Appearances" source="characters_complete" />
      <Table
        name="appearances"
        caption={`Appears in ${counted(parts.length, "title")}`}
        columns={COLUMNS}
        rows={parts}
        keyOf={(part) => part.media_id}
        sort="release"
      />
    </Page>
  );
}

function speciesOf({ species, species_class }: Character): string {
  return sentence(species) + (species_class === species ? "" : ` (${species_class})`);
}

const COLUMNS: TableColumn<Part>[] = [
  TITLE,
  { name: "kind", title: "Kind", value: (part) => sentence(part.media_type) },
  RELEASE,
  VOICE,
];
