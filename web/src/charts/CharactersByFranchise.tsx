import { FranchiseLink } from "../components/links";
import type { FranchiseSize } from "../data/rows";
import { count, counted } from "../format";
import { Chart } from "./Chart";
import { HorizontalBars } from "./HorizontalBars";

const SHOWN = 15;

/** The franchises with most characters. */
export function CharactersByFranchise({ franchises }: { franchises: FranchiseSize[] }) {
  const sorted = franchises.toSorted(
    (one, other) =>
      other.character_count - one.character_count ||
      one.franchise_name.localeCompare(other.franchise_name, "en"),
  );
  const shown = sorted.slice(0, SHOWN);
  const rest = sorted.slice(SHOWN);
  const [first] = shown;
  return (
    <Chart
      title="Characters by franchise"
      says={sentenceOf(first, rest)}
      units="Distinct characters that appear in the franchise’s films; one may be in several franchises."
      source="franchises_index"
      header={["Franchise", "Films", "Characters"]}
      rows={sorted.map((each) => [each.franchise_name, each.film_count, each.character_count])}
      file="characters-by-franchise"
    >
      <HorizontalBars
        label="Characters by franchise"
        bars={shown.map((each) => ({
          key: each.franchise_slug,
          name: <FranchiseLink franchise={each} />,
          value: each.character_count,
        }))}
        write={count}
      />
    </Chart>
  );
}

function sentenceOf(first: FranchiseSize | undefined, rest: FranchiseSize[]): string {
  const most = first
    ? `${first.franchise_name} has most, ${count(first.character_count)} in ${counted(first.film_count, "film")}.`
    : "No franchise has any.";
  const [next] = rest;
  return next
    ? `${most} The ${count(rest.length)} not shown have at most ${count(next.character_count)} each.`
    : most;
}
