import { use } from "react";
import { useParams } from "react-router-dom";
import { Facts } from "../components/Facts";
import { FilmsTable } from "../components/FilmsTable";
import { CharacterLink } from "../components/links";
import { Missing } from "../components/states";
import { Table, type TableColumn } from "../components/Table";
import { loadCasts } from "../data/queries";
import type { Film } from "../data/rows";
import { count, dollars, sentence } from "../format";

interface Member {
  slug: string;
  name: string;
  role: string;
  species: string;
  films: number;
}

/** A franchise: its films, and who appears in how many of them. */
export function FranchisePage() {
  const { id = "" } = useParams();
  const films = use(loadCasts()).filter((film) => film.franchise?.franchise_slug === id);
  const franchise = films[0]?.franchise;
  if (!franchise) {
    return <Missing title="No such franchise">No franchise here is called “{id}”.</Missing>;
  }
  const members = membersOf(films);
  const known = films.flatMap((film) => film.worldwide_gross_usd ?? []);
  return (
    <>
      <title>{`${franchise.franchise_name} · Hyperion`}</title>
      <h1>{franchise.franchise_name}</h1>
      <Facts
        facts={[
          ["Films", count(films.length)],
          ["Characters", count(members.length)],
          [
            "Worldwide gross, where known",
            dollars(known.length ? known.reduce((sum, gross) => sum + gross, 0) : null),
          ],
        ]}
      />
      <FilmsTable films={films} caption={`Films of ${franchise.franchise_name}`} />
      <Table
        name="characters"
        caption={`Characters of ${franchise.franchise_name}`}
        columns={COLUMNS}
        rows={members}
        keyOf={(member) => member.slug}
        sort="-films"
      />
    </>
  );
}

const COLUMNS: TableColumn<Member>[] = [
  {
    name: "character",
    title: "Character",
    value: (member) => member.name,
    show: (member) => <CharacterLink slug={member.slug} name={member.name} />,
  },
  { name: "role", title: "Role", value: (member) => sentence(member.role) },
  { name: "species", title: "Species", value: (member) => sentence(member.species) },
  { name: "films", title: "Films", value: (member) => member.films },
];

/** Everybody in the casts of films, each once, with in how many of them. */
export function membersOf(films: Pick<Film, "characters">[]): Member[] {
  const members = new Map<string, Member>();
  for (const each of films.flatMap((film) => film.characters)) {
    const { character_slug: slug, character_name: name, role, species } = each;
    const seen = members.get(slug)?.films ?? 0;
    members.set(slug, { slug, name, role, species, films: seen + 1 });
  }
  return [...members.values()];
}
