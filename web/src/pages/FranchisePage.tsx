import { use } from "react";
import { useParams } from "react-router-dom";
import { FilmsOverTime } from "../charts/FilmsOverTime";
import { CHARACTER } from "../components/columns";
import { Facts } from "../components/Facts";
import { FilmsTable } from "../components/FilmsTable";
import { Page } from "../components/Page";
import { Missing } from "../components/states";
import { Table, type TableColumn } from "../components/Table";
import { loadFranchise } from "../data/queries";
import type { FranchiseCharacter } from "../data/rows";
import { count, dollars } from "../format";

/** A franchise: its films, and who appears in how many of them. */
export function FranchisePage() {
  const { id = "" } = useParams();
  const [franchise] = use(loadFranchise(id));
  if (!franchise) {
    return <Missing what="franchise" slug={id} />;
  }
  const films = franchise.films.map((film) => ({ ...film, franchise }));
  return (
    <Page kind="Franchise" title={franchise.franchise_name}>
      <Facts
        figures={[
          ["Films", count(films.length)],
          ["Characters", count(franchise.character_count)],
          ["Domestic gross, where known", dollars(franchise.domestic_gross_usd)],
          ["Worldwide gross, where known", dollars(franchise.worldwide_gross_usd)],
        ]}
      />
      <FilmsOverTime films={films} source="franchises_complete" />
      <FilmsTable films={films} caption={`Films of ${franchise.franchise_name}`} without="franchise" />
      <Table
        name="characters"
        caption={`Characters of ${franchise.franchise_name}`}
        columns={COLUMNS}
        rows={franchise.characters}
        keyOf={(member) => member.character_slug}
        sort="-films"
      />
    </Page>
  );
}

const COLUMNS: TableColumn<FranchiseCharacter>[] = [
  ...CHARACTER,
  { name: "films", title: "Films", value: (member) => member.film_count },
];
