import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { AS_PUBLISHED, Publisher } from "./publishing";

// A busy machine takes seconds to start the engine that writes the files.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const FILMS = 6_000;
const films = (title: string, seed = "range") => `
  select printf('film-%05d', range) as film_slug, '${title} ' || md5((${seed})::varchar) as title
  from range(${FILMS})`;
// The titles of the first two row groups in each other's place: as many bytes.
const SWAPPED = "case when range < 4096 then (range + 2048) % 4096 else range end";

const KINDS = `
  select
    'dumbo' as slug,
    1941::integer as year,
    9007199254740993::bigint as exact,
    date '1941-10-23' as released,
    1600000.25::decimal(18, 2) as gross_usd,
    0.5::double as share,
    true as animated,
    {'name': 'Disney', 'founder': null} as studio,
    [{'name': 'Timothy', 'voices': ['Ed', null]}, {'name': 'Jumbo', 'voices': []}] as characters
  union all
  select 'none', null, null, null, null, null, null, null, null
  order by slug`;

let publisher: Publisher;
let published: ReturnType<Publisher["publish"]>;
let readRows: typeof import("./parquet").readRows;
let forgetFailures: typeof import("./once").forgetFailures;

/** Passes the film of a number; the films of a row group are 2,048. */
const film = (number: number) => ({ film_slug: { $eq: `film-${String(number).padStart(5, "0")}` } });

/** The first byte of each range of films that was asked for, and how many there are. */
function ranges(): { start: number; bytes: number }[] {
  return publisher.asked.flatMap((each) => {
    const [, start, end] = /^films\.parquet bytes=(\d+)-(\d+)$/.exec(each) ?? [];
    return start ? [{ start: Number(start), bytes: Number(end) + 1 - Number(start) }] : [];
  });
}

beforeAll(async () => {
  publisher = await Publisher.start();
  publisher.publish("kinds", KINDS);
  const { fetch } = globalThis;
  // As in a page, whose addresses begin at its own host.
  vi.stubGlobal("fetch", (address: string, init?: RequestInit) =>
    fetch(publisher.resolve(address), init),
  );
});

beforeEach(async () => {
  published = publisher.publish("films", films("Film"));
  publisher.answering = AS_PUBLISHED;
  publisher.asked.length = 0;
  // As a page that was just opened: nothing is read yet.
  vi.resetModules();
  ({ readRows } = await import("./parquet"));
  ({ forgetFailures } = await import("./once"));
});

afterAll(() => {
  vi.unstubAllGlobals();
  publisher.stop();
});

describe("rows", () => {
  it("have the values that were published, as JavaScript has them", async () => {
    expect(await readRows("kinds")).toStrictEqual([
      {
        slug: "dumbo",
        year: 1941,
        exact: 9_007_199_254_740_993n,
        released: new Date("1941-10-23"),
        gross_usd: 1_600_000.25,
        share: 0.5,
        animated: true,
        studio: { name: "Disney", founder: null },
        characters: [
          { name: "Timothy", voices: ["Ed", null] },
          { name: "Jumbo", voices: [] },
        ],
      },
      {
        slug: "none",
        year: null,
        exact: null,
        released: null,
        gross_usd: null,
        share: null,
        animated: null,
        studio: undefined,
        characters: undefined,
      },
    ]);
  });

  it("come all, of every row group, in one request", async () => {
    const rows = await readRows<{ film_slug: string }>("films");
    expect(rows).toHaveLength(FILMS);
    expect(rows.at(-1)?.film_slug).toBe("film-05999");
    expect(ranges()).toEqual([{ start: 0, bytes: published.bytes }]);
  });

  it.each([0, 2_047, 2_048, 5_999])("of film %i cost its row group alone", async (number) => {
    const rows = await readRows<{ title: string }>("films", film(number));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.title).toMatch(/^Film [0-9a-f]{32}$/);
    const bytes = ranges().reduce((sum, range) => sum + range.bytes, 0);
    expect(bytes).toBeLessThan(published.bytes / 2);
  });

  it("of nobody cost the footer alone", async () => {
    expect(await readRows("films", { film_slug: { $eq: "up" } })).toEqual([]);
    const { bytes, footer_bytes } = published;
    expect(ranges()).toEqual([{ start: bytes - footer_bytes, bytes: footer_bytes }]);
  });

  it("are read once, and so is their row group", async () => {
    const first = readRows("films", film(7));
    expect(readRows("films", film(7))).toBe(first);
    await first;
    const before = publisher.asked.length;
    expect(await readRows("films", film(8))).toHaveLength(1);
    expect(publisher.asked).toHaveLength(before);
  });

  it("come from a server that knows no ranges", async () => {
    publisher.answering = (request, _response, next) => {
      delete request.headers.range;
      next();
    };
    expect(await readRows("films", film(3_000))).toHaveLength(1);
  });

  it("of a file that is not published are refused by its name", async () => {
    await expect(readRows("flims")).rejects.toThrow("The data file flims is not published.");
  });
});

describe("a file", () => {
  it("that is refused stays so, until that is forgotten", async () => {
    publisher.answering = (request, response, next) => {
      if (request.url?.includes("films")) {
        response.writeHead(503).end();
      } else {
        next();
      }
    };
    const message = "films.parquet did not come: the server answers 503.";
    await expect(readRows("films", film(1))).rejects.toThrow(message);
    publisher.answering = AS_PUBLISHED;
    await expect(readRows("films", film(1))).rejects.toThrow(message);
    forgetFailures();
    expect(await readRows("films", film(1))).toHaveLength(1);
  });

  it.each([
    ["manifest.json", "manifest.json"],
    ["its footer", "films.parquet"],
    ["a row group", "films.parquet"],
  ])("whose download breaks off in %s comes when that is forgotten", async (part, file) => {
    publisher.answering = (request, response, next) => {
      if (partOf(request.headers.range) === part) {
        response.writeHead(206, { "Content-Length": 100_000 });
        response.write("PAR1", () => response.destroy());
      } else {
        next();
      }
    };
    const reason = `${file} did not come: the connection failed.`;
    await expect(readRows("films", film(1))).rejects.toThrow(reason);
    publisher.answering = AS_PUBLISHED;
    forgetFailures();
    expect(await readRows("films", film(1))).toHaveLength(1);
  });

  it.each([
    ["before it is read", "kinds", undefined],
    ["between two row groups", "films", film(1)],
  ])("that is published anew %s is refused, then read as it is", async (_, name, filter) => {
    await readRows(name, filter);
    publisher.publish("films", films("Film with a longer title"));
    const reason =
      "films.parquet did not come: another version was published since this page was opened.";
    await expect(readRows("films", film(5_000))).rejects.toThrow(reason);
    forgetFailures();
    const rows = await readRows<{ title: string }>("films", film(5_000));
    expect(rows[0]?.title).toMatch(/^Film with a longer title/);
  });

  it("that is published anew in the same size is refused between two row groups", async () => {
    await readRows("films", film(1));
    expect(publisher.publish("films", films("Film", SWAPPED)).bytes).toBe(published.bytes);
    const reason = "films.parquet did not come: another version was published";
    await expect(readRows("films", film(5_000))).rejects.toThrow(reason);
    forgetFailures();
    const [second] = await readRows<{ title: string }>("films", film(2));
    expect(second?.title).toBe(`Film ${createHash("md5").update("2050").digest("hex")}`);
  });
});

function partOf(range: string | undefined): string {
  if (!range) {
    return "manifest.json";
  }
  const start = Number(/^bytes=(\d+)/.exec(range)?.[1]);
  return start < published.bytes - published.footer_bytes ? "a row group" : "its footer";
}
