/** What is published: `data/manifest.json`, as `hyperion export` writes it. */

import { once } from "./once";

export interface Column {
  name: string;
  data_type: string;
  description: string;
}

export interface ExportFile {
  name: string;
  file: string;
  description: string;
  rows: number;
  bytes: number;
  /** Of the file's end, which says where its rows are. */
  footer_bytes: number;
  sha256: string;
  sorted_by: string[];
  columns: Column[];
  lineage: { models: string[]; topics: string[] };
}

export interface Manifest {
  published_at: string;
  freshness: {
    built_at: string;
    exported_at: string;
    end_offsets: Record<string, Record<string, number>>;
  };
  exports: ExportFile[];
}

const FOLDER = `${import.meta.env.BASE_URL}data/`;

const manifests = new Map<string, Promise<Manifest>>();

/** Loads the manifest once. */
export function loadManifest(): Promise<Manifest> {
  return once(manifests, FOLDER, fetchManifest);
}

/** The address of a published file; another content has another address. */
export function addressOf(file: ExportFile): string {
  return `${FOLDER}${file.file}?v=${file.sha256.slice(0, 12)}`;
}

async function fetchManifest(): Promise<Manifest> {
  const response = await fetch(`${FOLDER}manifest.json`);
  if (!response.ok) {
    throw new Error(`The list of data files answers ${response.status}.`);
  }
  return (await response.json()) as Manifest;
}
