import { TalentLink } from "../components/links";
import type { TopVoice } from "../data/rows";
import { count, counted } from "../format";
import { Chart } from "./Chart";
import { HorizontalBars } from "./HorizontalBars";

const SHOWN = 15;

/** Who is heard in most titles. */
export function TopVoices({ voices }: { voices: TopVoice[] }) {
  const sorted = voices.toSorted((one, other) => one.position - other.position);
  const shown = sorted.slice(0, SHOWN);
  const [first] = shown;
  return (
    <Chart
      title="Top voice actors"
      says={
        first
          ? `${first.talent_name} is heard in most: ${counted(first.voiced_film_count, "film")} and ` +
            `${counted(first.voiced_game_count, "game")}.`
          : "Nobody is heard."
      }
      units="Films and games of the catalog in which somebody is heard, each counted once."
      source="top_voice_actors"
      header={["Person", "Films", "Games", "Titles"]}
      rows={sorted.map((each) => [
        each.talent_name,
        each.voiced_film_count,
        each.voiced_game_count,
        each.voice_appearance_count,
      ])}
      file="top-voice-actors"
    >
      <HorizontalBars
        label="Top voice actors"
        bars={shown.map((each) => ({
          key: each.talent_slug,
          name: <TalentLink slug={each.talent_slug} name={each.talent_name} />,
          value: each.voice_appearance_count,
        }))}
        write={count}
      />
    </Chart>
  );
}
