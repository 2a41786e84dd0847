import { use } from "react";
import { Page } from "../components/Page";
import { Prose } from "../components/Prose";
import { addressOf, loadManifest, type ExportFile } from "../data/manifest";
import { count } from "../format";

/** The data behind the pages: files, what each column means, where it comes from, how fresh it is. */
export function DataPage() {
  const manifest = use(loadManifest());
  const { built_at, end_offsets } = manifest.freshness;
  return (
    <Page title="The data">
      <section>
        <h2>What is fact, and what is modelled</h2>
        <p>
          Titles, studios, release dates, ratings, budgets, grosses, casts and voices are facts from
          public records, as the project’s source documents name them; where no record says one, it
          rests on general knowledge, which the lake’s table of general knowledge lists. The box office by day, week
          and state is modelled: a film’s known domestic gross, spread over the days of its run and
          over the states by population, to the cent. No public record has it by state.
        </p>
        <p>
          Hyperion is not affiliated with any studio. Names of films and characters belong to their
          owners.
        </p>
      </section>
      <section>
        <h2>Freshness</h2>
        <p>
          Built <time dateTime={built_at}>{new Date(built_at).toUTCString()}</time>, from the records
          of {Object.keys(end_offsets).toSorted().join(", ")} that had landed by then.
        </p>
      </section>
      {manifest.exports.map((file) => (
        <Dictionary key={file.name} file={file} />
      ))}
    </Page>
  );
}

function Dictionary({ file }: { file: ExportFile }) {
  return (
    <section>
      <h2 id={file.name}>
        <code>{file.name}</code>
      </h2>
      <p>
        <Prose text={file.description} />
      </p>
      <p>
        <a href={addressOf(file)} download={file.file}>
          {file.file}
        </a>
        , {count(file.rows)} rows, {count(file.bytes)} bytes, sorted by {file.sorted_by.join(", ")}.
      </p>
      <p>
        From {file.lineage.topics.join(", ")} through {file.lineage.models.join(", ")}.
      </p>
      <div className="table" role="region" aria-label={`Columns of ${file.name}`} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Type</th>
              <th scope="col">Meaning</th>
            </tr>
          </thead>
          <tbody>
            {file.columns.map((column) => (
              <tr key={column.name}>
                <th scope="row">
                  <code>{column.name}</code>
                </th>
                <td>
                  <code className="type">{column.data_type}</code>
                </td>
                <td>
                  <Prose text={column.description} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
