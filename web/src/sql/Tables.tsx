import { memo } from "react";
import { Link } from "react-router-dom";
import { Prose } from "../components/Prose";
import type { ExportFile } from "../data/manifest";
import { counted } from "../format";
import { addressOfQuery } from "./examples";

/**
 * What can be queried: every export, its columns, and what they mean. Some five hundred elements, which
 * stay as they are while the page is drawn anew for each step of DuckDB's start.
 */
export const Tables = memo(function Tables({ files }: { files: ExportFile[] }) {
  return files.map((file) => (
    <details key={file.name} className="schema">
      <summary>
        <code>{file.name}</code> <small>{counted(file.rows, "row")}</small>
      </summary>
      <p>
        <Prose text={file.description} />{" "}
        <Link to={addressOfQuery(`from ${file.name}\nlimit 20`)}>
          Its first rows<span className="hidden"> of {file.name}</span>
        </Link>
      </p>
      <dl>
        {file.columns.map((column) => (
          <div key={column.name}>
            <dt>
              <code>{column.name}</code> <code className="quiet">{column.data_type}</code>
            </dt>
            <dd>
              <Prose text={column.description} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  ));
});
