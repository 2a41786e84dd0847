/** Parquet files that DuckDB writes, published on loopback as the site has them: for tests alone. */

import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import sirv from "sirv";
import { openInNode } from "../sql/nodeEngine";

// A file ends with its footer, the footer's length in four bytes, and four letters.
const TAIL_BYTES = 8;

/** Answers a request; `next` gives what is published. */
type Answering = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export const AS_PUBLISHED: Answering = (_request, _response, next) => {
  next();
};

/** What the manifest tells of a file that can be read. */
interface Description {
  name: string;
  file: string;
  bytes: number;
  footer_bytes: number;
  sha256: string;
}

export class Publisher {
  answering = AS_PUBLISHED;
  /** The files that were asked for, each with its range. */
  readonly asked: string[] = [];
  private readonly exports = new Map<string, Description>();

  private constructor(
    private readonly folder: string,
    private readonly engine: Awaited<ReturnType<typeof openInNode>>,
    private readonly server = createServer(),
  ) {}

  /** Begins to serve an empty folder. */
  static async start(): Promise<Publisher> {
    const folder = mkdtempSync(join(tmpdir(), "exports-"));
    const publisher = new Publisher(folder, await openInNode());
    const files = sirv(folder, { dev: true, etag: true });
    publisher.server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      const name = basename(new URL(request.url ?? "", "http://127.0.0.1").pathname);
      publisher.asked.push([name, request.headers.range].filter(Boolean).join(" "));
      publisher.answering(request, response, () => {
        request.url = `/${name}`;
        files(request, response);
      });
    });
    await new Promise<void>((resolve) => {
      publisher.server.listen(0, "127.0.0.1", resolve);
    });
    return publisher;
  }

  /** The address of what an address of the site names. */
  resolve(address: string): URL {
    const { port } = this.server.address() as AddressInfo;
    return new URL(address, `http://127.0.0.1:${port}`);
  }

  /** Writes a query's rows as the newest version of an export, 2,048 rows a row group. */
  publish(name: string, query: string): Description {
    const path = join(this.folder, `${name}.parquet`);
    // DuckDB begins a row group once it has this many rows, by blocks of 2,048.
    const options = "format parquet, compression zstd, row_group_size 2000";
    this.engine.connection.query(`copy (${query}) to '${path}' (${options})`);
    const content = readFileSync(path);
    const described = {
      name,
      file: `${name}.parquet`,
      bytes: content.length,
      footer_bytes: content.readUInt32LE(content.length - TAIL_BYTES) + TAIL_BYTES,
      sha256: createHash("sha256").update(content).digest("hex"),
    };
    this.exports.set(name, described);
    const manifest = JSON.stringify({ exports: [...this.exports.values()] });
    writeFileSync(join(this.folder, "manifest.json"), manifest);
    return described;
  }

  stop(): void {
    this.server.close();
    rmSync(this.folder, { recursive: true });
  }
}
