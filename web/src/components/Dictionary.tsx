import type { ExportFile } from "../data/manifest";
import { counted } from "../format";
import { PlainTable } from "./PlainTable";
import { Prose } from "./Prose";

/** What a file's rows and columns are. */
export function Dictionary({ file }: { file: ExportFile }) {
  return (
    <div className="described">
      <h3 id={file.name}>
        <code>{file.name}</code>
      </h3>
      <p>
        <Prose text={file.description} />
      </p>
      <details>
        <summary>
          {counted(file.columns.length, "column")} of {file.name}
        </summary>
        <PlainTable
          label={`Columns of ${file.name}`}
          header={[{ name: "Column" }, { name: "Type" }, { name: "Meaning" }]}
        >
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
        </PlainTable>
      </details>
    </div>
  );
}
