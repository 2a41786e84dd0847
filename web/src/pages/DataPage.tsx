import { use, useEffect } from "react";
import { Dictionary } from "../components/Dictionary";
import { Lineage } from "../components/Lineage";
import { Page } from "../components/Page";
import { PlainTable } from "../components/PlainTable";
import { addressOf, loadManifest, type Manifest } from "../data/manifest";
import { count, sentence } from "../format";
import { readersOf } from "./readers";
import { SOURCES } from "./sources";

const PARTS = [
  { id: "facts", name: "Fact and model" },
  { id: "downloads", name: "Downloads" },
  { id: "freshness", name: "Freshness" },
  { id: "lineage", name: "From topic to page" },
  { id: "columns", name: "Columns" },
  { id: "sources", name: "Sources and licences" },
];

/** The data behind the pages: files, what each column means, where it comes from, how fresh it is. */
export function DataPage() {
  const manifest = use(loadManifest());
  // When the browser looked for the part that the address names, no part was there.
  useEffect(() => {
    document.getElementById(window.location.hash.slice(1))?.scrollIntoView();
  }, []);
  return (
    <Page title="The data">
      <nav className="contents" aria-label="On this page">
        <ul>
          {PARTS.map(({ id, name }) => (
            <li key={id}>
              <a href={`#${id}`}>{name}</a>
            </li>
          ))}
        </ul>
      </nav>
      <section id="facts">
        <h2>What is fact, and what is modelled</h2>
        <p>
          <b>Fact:</b> titles, studios, release dates, ratings, budgets, grosses, casts and voices,
          from the public sources below, as they have them. Where no source says it, a value rests on
          general knowledge: all titles, studios and franchises do, and some voices, which are then
          probable rather than proven.
        </p>
        <p>
          <b>Modelled:</b> the box office by day, week, year of sale and state. A film’s known
          domestic gross is spread over the days of its run and over the states by population, to the
          cent. Domestic is the United States and Canada together; Canada’s part is spread over the
          states. No public record has the box office by state.
        </p>
        <p>
          Hyperion is not affiliated with any studio. Names of films and characters belong to their
          owners.
        </p>
      </section>
      <Downloads manifest={manifest} />
      <Freshness manifest={manifest} />
      <section id="lineage">
        <h2>From topic to page</h2>
        {manifest.exports.map((file) => (
          <Lineage key={file.name} file={file} pages={readersOf(file.name)} />
        ))}
      </section>
      <section id="columns">
        <h2>What the columns mean</h2>
        {manifest.exports.map((file) => (
          <Dictionary key={file.name} file={file} />
        ))}
      </section>
      <Origins />
    </Page>
  );
}

function Downloads({ manifest }: { manifest: Manifest }) {
  return (
    <section id="downloads">
      <h2>Downloads</h2>
      <p>Parquet files: every page reads these and nothing else.</p>
      <PlainTable
        label="Downloads"
        header={[
          { name: "File" },
          { name: "Rows", numeric: true },
          { name: "Bytes", numeric: true },
          { name: "Sorted by" },
        ]}
      >
        {manifest.exports.map((file) => (
          <tr key={file.name}>
            <td>
              <a href={addressOf(file)} download={file.file}>
                {file.file}
              </a>
            </td>
            <td className="number">{count(file.rows)}</td>
            <td className="number">{count(file.bytes)}</td>
            <td className="unbroken">{file.sorted_by.join(", ")}</td>
          </tr>
        ))}
      </PlainTable>
    </section>
  );
}

function Freshness({ manifest }: { manifest: Manifest }) {
  const { built_at, end_offsets } = manifest.freshness;
  return (
    <section id="freshness">
      <h2>Freshness</h2>
      <p>
        Built <Moment at={built_at} />, published <Moment at={manifest.published_at} />, from these
        records of the topics.
      </p>
      <PlainTable
        label="Records by topic"
        className="narrow"
        header={[
          { name: "Topic" },
          { name: "Partitions", numeric: true },
          { name: "Records", numeric: true },
        ]}
      >
        {Object.entries(end_offsets)
          .toSorted(([one], [other]) => one.localeCompare(other, "en"))
          .map(([topic, partitions]) => (
            <tr key={topic}>
              <td>
                <code>{topic}</code>
              </td>
              <td className="number">{Object.keys(partitions).length}</td>
              <td className="number">
                {count(Object.values(partitions).reduce((sum, end) => sum + end, 0))}
              </td>
            </tr>
          ))}
      </PlainTable>
    </section>
  );
}

function Moment({ at }: { at: string }) {
  return <time dateTime={at}>{new Date(at).toUTCString()}</time>;
}

function Origins() {
  return (
    <section id="sources">
      <h2>Sources and licences</h2>
      <p>
        Facts, not sentences, were taken. Where sources differ, one was chosen and the others are
        kept beside it. Populations of the states are those of the US Census Bureau, which are in the
        public domain. The shape of modelled runs follows daily figures of Box Office Mojo for 64
        films of 2000 to 2024, of which the project keeps shares alone.
      </p>
      <PlainTable
        label="Sources and licences"
        header={[{ name: "Source" }, { name: "Called in the data" }, { name: "Licence" }]}
      >
        {SOURCES.map(({ names, origin, address, licence }) => (
          <tr key={origin}>
            <td>{address ? <a href={address}>{origin}</a> : origin}</td>
            <td>
              <code>{names.join(", ")}</code>
            </td>
            <td>{sentence(licence)}</td>
          </tr>
        ))}
      </PlainTable>
    </section>
  );
}
