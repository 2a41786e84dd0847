import type { ExportFile } from "../data/manifest";

// The layers of the lake's models, by how their names begin; what is left are marts.
const LAYERS = [
  { name: "Staging", prefix: "stg_" },
  { name: "Intermediate", prefix: "int_" },
];

/** The way of a file's data, from the topics they arrive in to the pages that read them. */
export function Lineage({ file, pages }: { file: ExportFile; pages: string[] }) {
  const { topics, models } = file.lineage;
  const steps: [name: string, items: string[]][] = [
    ["Topics", topics],
    ...LAYERS.map(({ name, prefix }): [string, string[]] => [
      name,
      models.filter((model) => model.startsWith(prefix)),
    ]),
    ["Marts", models.filter((model) => !LAYERS.some(({ prefix }) => model.startsWith(prefix)))],
    ["Pages", pages],
  ];
  return (
    <div className="described">
      <h3>
        <code>{file.name}</code>
      </h3>
      <ol className="flow" aria-label={`Lineage of ${file.name}`}>
        {steps
          .filter(([, items]) => items.length > 0)
          .map(([name, items]) => (
            <li key={name}>
              <b>{name}</b>
              <ul>
                {items.map((item) => (
                  <li key={item}>{name === "Pages" ? item : <code>{item}</code>}</li>
                ))}
              </ul>
            </li>
          ))}
      </ol>
    </div>
  );
}
