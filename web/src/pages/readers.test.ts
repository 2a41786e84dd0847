import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { READERS, readersOf } from "./readers";

const SOURCE = join(import.meta.dirname, "..");

interface Declared {
  /** Every name that the declaration mentions. */
  names: Set<string>;
  /** The files that it reads itself. */
  files: Set<string>;
}

/** Every declaration at the top of a module of the app, by name. */
function declarations(): Map<string, Declared> {
  const all = new Map<string, Declared>();
  for (const path of readdirSync(SOURCE, { recursive: true, encoding: "utf-8" })) {
    if (!/\.tsx?$/.test(path) || path.includes(".test.")) {
      continue;
    }
    const text = readFileSync(join(SOURCE, path), "utf-8");
    const module = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    module.forEachChild((node) => {
      for (const name of namesOf(node)) {
        all.set(name, mentions(node));
      }
    });
  }
  return all;
}

function namesOf(node: ts.Node): string[] {
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) {
    return node.name ? [node.name.text] : [];
  }
  return ts.isVariableStatement(node)
    ? node.declarationList.declarations.map((each) => each.name.getText())
    : [];
}

function mentions(top: ts.Node): Declared {
  const found: Declared = { names: new Set(), files: new Set() };
  const visit = (node: ts.Node) => {
    if (ts.isIdentifier(node)) {
      found.names.add(node.text);
    }
    if (ts.isCallExpression(node) && node.expression.getText() === "readRows") {
      const [file] = node.arguments;
      if (!file || !ts.isStringLiteral(file)) {
        throw new Error(`readRows wants the name of a file in ${node.getText()}`);
      }
      found.files.add(file.text);
    }
    node.forEachChild(visit);
  };
  visit(top);
  return found;
}

/** The files that a component reads, itself or through what it mentions. */
function filesOf(component: string, all: Map<string, Declared>): string[] {
  const files = new Set<string>();
  const seen = new Set<string>();
  const follow = (name: string) => {
    const declared = all.get(name);
    if (declared && !seen.has(name)) {
      seen.add(name);
      declared.files.forEach((file) => files.add(file));
      declared.names.forEach(follow);
    }
  };
  follow(component);
  return [...files].toSorted();
}

describe("pages", () => {
  const all = declarations();

  it.each(READERS)("$component reads what the lineage says", ({ component, files }) => {
    expect(all.has(component)).toBe(true);
    expect(filesOf(component, all)).toEqual(files);
  });

  it("are all in the lineage that read anything", () => {
    const pages = [...all.keys()].filter((name) => /^([A-Z]\w*Page|Dashboard)$/.test(name));
    const reading = pages.filter((name) => filesOf(name, all).length > 0);
    expect(reading.toSorted()).toEqual(READERS.map((each) => each.component).toSorted());
  });

  it("have the routes that the lineage says", () => {
    const app = readFileSync(join(SOURCE, "App.tsx"), "utf-8");
    for (const { path, component } of READERS) {
      expect(app).toContain(`<Route path="${path}" element={<${component} />} />`);
    }
  });

  it("are found by file", () => {
    expect(readersOf("boxoffice_summary")).toEqual(["Film", "SQL"]);
    expect(readersOf("newly_published")).toEqual(["SQL"]);
  });
});
