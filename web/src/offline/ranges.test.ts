import { describe, expect, it } from "vitest";
import { rangeOf, sliced } from "./ranges";

describe("a range", () => {
  it.each([
    ["bytes=0-9", { start: 0, end: 10 }],
    ["bytes=5-5", { start: 5, end: 6 }],
    ["bytes=90-", { start: 90, end: 100 }],
    ["bytes=90-400", { start: 90, end: 100 }],
    ["bytes=-8", { start: 92, end: 100 }],
    ["bytes=-400", { start: 0, end: 100 }],
    ["bytes=100-", "beyond"],
    ["bytes=100-200", "beyond"],
    ["bytes=-0", "beyond"],
    [null, null],
    ["bytes=-", null],
    ["bytes=9-2", null],
    ["bytes=0-1,5-6", null],
    ["lines=1-2", null],
  ])("%s of 100 bytes", (header, range) => {
    expect(rangeOf(header, 100)).toEqual(range);
  });

  it("of an empty file is beyond its end", () => {
    expect([rangeOf("bytes=0-", 0), rangeOf("bytes=-1", 0)]).toEqual(["beyond", "beyond"]);
  });
});

describe("the answer from a whole file", () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, byte) => byte);
  const whole = () => new Response(bytes, { headers: { "Content-Type": "application/x" } });
  const read = async (answer: Response) => [...new Uint8Array(await answer.arrayBuffer())];

  it("is that part of it, and says which", async () => {
    const answer = await sliced("bytes=10-12", whole());
    expect(answer.status).toBe(206);
    expect(answer.headers.get("Content-Range")).toBe("bytes 10-12/100");
    expect(answer.headers.get("Content-Length")).toBe("3");
    expect(answer.headers.get("Content-Type")).toBe("application/x");
    expect(await read(answer)).toEqual([10, 11, 12]);
  });

  it("is all of it where no range is asked for", async () => {
    const answer = await sliced(null, whole());
    expect(answer.status).toBe(200);
    expect(await read(answer)).toEqual([...bytes]);
  });

  it("is a refusal where there is nothing", async () => {
    const answer = await sliced("bytes=100-", whole());
    expect([answer.status, answer.headers.get("Content-Range")]).toEqual([416, "bytes */100"]);
  });
});
