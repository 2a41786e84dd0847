/** Lists of films and characters, kept in this browser alone. */

import { useSyncExternalStore } from "react";
import { keep, recall } from "./storage";

export interface Item {
  kind: "film" | "character";
  slug: string;
  name: string;
}

export interface List {
  name: string;
  items: Item[];
}

export const FIRST_LIST = "To watch";
const KEY = "lists";

let kept: List[] = read();
const listeners = new Set<() => void>();

/** The lists, and again whenever they change. */
export function useLists(): List[] {
  return useSyncExternalStore(subscribe, () => kept);
}

/** Changes the lists and keeps them. */
export function change(act: (lists: List[]) => List[]): void {
  hold(act(kept));
  keep(KEY, JSON.stringify(kept));
}

/** Puts an item into a list, which is made when it is missing, or takes it out again. */
export function toggled(lists: List[], name: string, item: Item): List[] {
  const list = lists.find((each) => each.name === name);
  if (!list) {
    return [...lists, { name, items: [item] }];
  }
  const others = list.items.filter((each) => !same(each, item));
  const items = others.length < list.items.length ? others : [...list.items, item];
  return lists.map((each) => (each === list ? { name, items } : each));
}

/** Adds an empty list, unless there is one of its name. */
export function added(lists: List[], name: string): List[] {
  return lists.some((each) => each.name === name) ? lists : [...lists, { name, items: [] }];
}

/** Takes a list away, with all that is in it. */
export function removed(lists: List[], name: string): List[] {
  return lists.filter((list) => list.name !== name);
}

/** Whether a list has an item. */
export function has(lists: List[], name: string, item: Item): boolean {
  return lists.some((list) => list.name === name && list.items.some((each) => same(each, item)));
}

/** Reads what was kept; what nobody could have kept there counts as nothing. */
export function parse(text: string | null): List[] {
  try {
    const found: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(found) ? found.filter(isList) : [];
  } catch {
    return [];
  }
}

// Also while no page here shows any: what was changed next would undo what another tab did.
window.addEventListener("storage", ({ key }) => {
  if (key === KEY) {
    hold(read());
  }
});

function hold(lists: List[]): void {
  kept = lists;
  listeners.forEach((tell) => {
    tell();
  });
}

function read(): List[] {
  return parse(recall(KEY));
}

function same(one: Item, other: Item): boolean {
  return one.kind === other.kind && one.slug === other.slug;
}

function isList(value: unknown): value is List {
  const { name, items } = (value ?? {}) as Partial<List>;
  return typeof name === "string" && Array.isArray(items) && items.every(isItem);
}

function isItem(value: unknown): value is Item {
  const { kind, slug, name } = (value ?? {}) as Partial<Item>;
  return (
    (kind === "film" || kind === "character") && typeof slug === "string" && typeof name === "string"
  );
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => {
    listeners.delete(tell);
  };
}
