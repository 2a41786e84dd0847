// @vitest-environment jsdom
import { afterEach, describe, expect, it } from "vitest";
import { added, change, has, parse, removed, toggled, type Item, type List } from "./lists";

const DUMBO: Item = { kind: "film", slug: "dumbo", name: "Dumbo" };

describe("lists", () => {
  afterEach(() => {
    change(() => []);
  });

  it("take an item in, and out again", () => {
    const once = toggled([], "To watch", DUMBO);
    expect(has(once, "To watch", DUMBO)).toBe(true);
    const twice = toggled(once, "To watch", DUMBO);
    expect(twice).toEqual([{ name: "To watch", items: [] }]);
    expect(has(twice, "To watch", DUMBO)).toBe(false);
  });

  it("tell a film from a character of the same name", () => {
    const lists = toggled([], "To watch", DUMBO);
    expect(has(lists, "To watch", { ...DUMBO, kind: "character" })).toBe(false);
  });

  it("exist once by name", () => {
    const lists: List[] = toggled([], "To watch", DUMBO);
    expect(added(lists, "To watch")).toBe(lists);
    expect(added(lists, "Seen").map((list) => list.name)).toEqual(["To watch", "Seen"]);
  });

  it("keep what another tab did to them, also when nothing here shows them", () => {
    const other = [{ name: "Seen", items: [DUMBO] }];
    localStorage.setItem("lists", JSON.stringify(other));
    window.dispatchEvent(new StorageEvent("storage", { key: "lists" }));
    change((lists) => added(lists, "To watch"));
    expect(parse(localStorage.getItem("lists"))).toEqual([...other, { name: "To watch", items: [] }]);
  });

  it("can be taken away", () => {
    const lists: List[] = added(toggled([], "To watch", DUMBO), "Seen");
    expect(removed(lists, "Seen").map((list) => list.name)).toEqual(["To watch"]);
  });

  it("are none where storage holds something else", () => {
    expect(parse(null)).toEqual([]);
    expect(parse("{")).toEqual([]);
    expect(parse('{"a": 1}')).toEqual([]);
    expect(parse('[1, {"name": "x"}, {"name": "y", "items": [{"kind": "studio"}]}]')).toEqual([]);
    const kept = [{ name: "To watch", items: [DUMBO] }];
    expect(parse(JSON.stringify(kept))).toEqual(kept);
  });
});
