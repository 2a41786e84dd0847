import { count, counted, messageOf } from "../format";
import { ResultCsv, ResultTable, SHOWN_ROWS } from "./ResultTable";
import type { Result } from "./database";
import type { Answer } from "./useAnswer";

/** What became of the query. */
export function AnswerView({ answer, ready }: { answer: Answer; ready: boolean }) {
  return (
    <section className="answer" aria-label="Result">
      <div className="heading">
        <p role="status">{summaryOf(answer, ready)}</p>
        {answer.state === "done" && <ResultCsv result={answer.result} />}
      </div>
      {answer.state === "failed" && (
        <pre className="error" role="alert">
          {messageOf(answer.error)}
        </pre>
      )}
      {answer.state === "done" && answer.result.rows.length > 0 && (
        <ResultTable result={answer.result} />
      )}
    </section>
  );
}

function summaryOf(answer: Answer, ready: boolean): string {
  switch (answer.state) {
    case "none":
      return "Run a query, or open an example.";
    case "running":
      return ready ? "Running." : "Runs as soon as DuckDB is ready.";
    case "failed":
      return "";
    case "done":
      return summaryOfResult(answer.result);
  }
}

function summaryOfResult({ rows, milliseconds }: Result): string {
  const shown = rows.length > SHOWN_ROWS ? `, the first ${count(SHOWN_ROWS)} shown` : "";
  return `${counted(rows.length, "row")} in ${count(Math.round(milliseconds))} ms${shown}.`;
}
