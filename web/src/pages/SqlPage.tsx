import { use, useState } from "react";
import { Link, useLocation, useSearchParams } from "react-router-dom";
import { Page } from "../components/Page";
import { loadManifest } from "../data/manifest";
import { AnswerView } from "../sql/AnswerView";
import { Editor } from "../sql/Editor";
import { EngineStatus } from "../sql/EngineStatus";
import { addressOfQuery, EXAMPLES } from "../sql/examples";
import { Tables } from "../sql/Tables";
import { useAnswer } from "../sql/useAnswer";
import { restart, useDuckDB } from "../sql/useDuckDB";

const FIRST_QUERY = EXAMPLES[0]?.sql ?? "";

/** SQL over the exports, in DuckDB in the browser; the query that ran is in the address. */
export function SqlPage() {
  const manifest = use(loadManifest());
  const [parameters, setParameters] = useSearchParams();
  const asked = parameters.get("q");
  const { key: visit } = useLocation();
  const [attempt, setAttempt] = useState(0);
  const duckdb = useDuckDB();
  const answer = useAnswer(duckdb, asked === null ? null : { sql: asked, attempt });
  const run = (sql: string) => {
    if (sql === asked) {
      setAttempt(attempt + 1);
    } else {
      setParameters({ q: sql });
    }
  };
  return (
    <Page title="Query the data">
      <p className="lead">
        DuckDB runs in this page, on the published files. Nothing you do here changes them, and
        nothing is sent anywhere. The address of this page holds the query: share it.
      </p>
      <div className="workbench">
        <div>
          <Editor
            asked={asked ?? FIRST_QUERY}
            visit={visit}
            busy={duckdb.state === "ready" && answer.state === "running"}
            run={run}
            cancel={() => void restart(new Error("Cancelled."))}
          />
          <EngineStatus duckdb={duckdb} />
          <AnswerView answer={answer} ready={duckdb.state === "ready"} />
        </div>
        <section aria-label="Examples and tables">
          <h2>Examples</h2>
          <ul className="examples">
            {EXAMPLES.map(({ name, question, sql }) => (
              <li key={name}>
                <Link to={addressOfQuery(sql)}>{question}</Link>
              </li>
            ))}
          </ul>
          <h2>Tables</h2>
          <Tables files={manifest.exports} />
        </section>
      </div>
    </Page>
  );
}
