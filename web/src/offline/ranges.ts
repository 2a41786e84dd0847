/** Answering a range of bytes from a whole file, as RFC 9110 has it for a single range. */

/** The first byte of a range and the one after its last. */
export interface Range {
  start: number;
  end: number;
}

const SINGLE = /^bytes=(\d*)-(\d*)$/;

/**
 * Finds the bytes that a `Range` header asks for.
 *
 * @returns The range; null if the header asks for none that can be told, so that the whole file is
 *   the answer; "beyond" if there is nothing where it asks.
 */
export function rangeOf(header: string | null, size: number): Range | "beyond" | null {
  const [, first = "", last = ""] = SINGLE.exec(header ?? "") ?? [];
  if (!first && !last) {
    return null;
  }
  if (!first) {
    const start = Math.max(0, size - Number(last));
    return start < size ? { start, end: size } : "beyond";
  }
  const start = Number(first);
  if (last && Number(last) < start) {
    return null;
  }
  return start < size ? { start, end: last ? Math.min(Number(last) + 1, size) : size } : "beyond";
}

/** Answers a request's range, if it has one, from a response with the whole file. */
export async function sliced(header: string | null, whole: Response): Promise<Response> {
  const file = await whole.blob();
  const range = rangeOf(header, file.size);
  if (range === "beyond") {
    const headers = { "Content-Range": `bytes */${file.size}` };
    return new Response(null, { status: 416, headers });
  }
  if (!range) {
    return new Response(file, { headers: whole.headers });
  }
  const { start, end } = range;
  const headers = new Headers(whole.headers);
  headers.set("Content-Range", `bytes ${start}-${end - 1}/${file.size}`);
  headers.set("Content-Length", String(end - start));
  return new Response(file.slice(start, end), { status: 206, headers });
}
