import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SOURCES } from "./sources";

const README = join(import.meta.dirname, "../../../data/README.md");

it("names every source of the documents, with the licence they say", () => {
  const [, section = ""] = readFileSync(README, "utf-8").split("## Where the facts come from");
  const rows = section.split("\n## ")[0]?.split("\n").filter((line) => line.startsWith("| `"));
  const told = rows?.map((row) => {
    const [, names = "", , licence = ""] = row.split("|").map((cell) => cell.trim());
    return { names: [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name), licence };
  });
  expect(SOURCES.map(({ names, licence }) => ({ names, licence }))).toEqual(told);
});
