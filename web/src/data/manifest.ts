/** What is published: `data/manifest.json`, as `hyperion export` writes it. */

import { ask, failure } from "./ask";
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

/** Asks for a published file, or a range of it, in the version that the manifest names. */
export async function askFor(file: ExportFile, init?: RequestInit): Promise<Response> {
  const answer = await ask(addressOf(file), init);
  if ((await sizeOf(answer)) !== file.bytes) {
    throw replaced(file);
  }
  return answer;
}

/** The error about a file of which there is another version now; its manifest is asked for anew. */
export function replaced(file: ExportFile): Error {
  manifests.clear();
  return failure(addressOf(file), "another version was published since this page was opened");
}

/** Bytes of the whole file, of which an answer may be a range. */
async function sizeOf(answer: Response): Promise<number> {
  const [, total] = answer.headers.get("Content-Range")?.split("/") ?? [];
  return total === undefined ? (await answer.clone().arrayBuffer()).byteLength : Number(total);
}

async function fetchManifest(): Promise<Manifest> {
  return (await (await ask(`${FOLDER}manifest.json`)).json()) as Manifest;
}
