/** A slow line to a server: a proxy that delays and counts what passes, of pages and workers alike. */

import net from "node:net";

const CHUNK_BYTES = 1_460;

/**
 * Listens on a free port. Chromium's own throttling leaves out what workers load.
 *
 * @param to The server's port.
 * @param line Megabits and milliseconds of a round trip; `whole` asks for whole files, not ranges.
 */
export async function slowLine(to, { megabits = Infinity, roundTrip = 0, whole = false }) {
  const line = { bytes: 0 };
  const bytesPerMs = (megabits * 1e6) / 8 / 1000;
  let free = 0; // when the line has sent all that was given to it
  const server = net.createServer((client) => {
    const upstream = net.connect(to, "127.0.0.1");
    for (const side of [client, upstream]) {
      side.on("error", () => side.destroy()).setNoDelay(true);
    }
    // One after the other: on a busy machine timers do not fire in the order of their times.
    let asking = Promise.resolve();
    let answering = Promise.resolve();
    // A new connection takes a round trip before the request's own.
    let greeting = roundTrip;
    client.on("data", (data) => {
      const asked = whole ? data.toString("latin1").replace(/\r\nRange: [^\r]*/i, "") : data;
      const due = performance.now() + roundTrip + greeting;
      greeting = 0;
      asking = asking.then(() => until(due)).then(() => send(upstream, asked));
    });
    upstream.on("data", (data) => {
      for (let start = 0; start < data.length; start += CHUNK_BYTES) {
        const piece = data.subarray(start, start + CHUNK_BYTES);
        const due = Math.max(free, performance.now()) + piece.length / bytesPerMs;
        free = due;
        answering = answering.then(() => until(due)).then(() => {
          line.bytes += piece.length;
          send(client, piece);
        });
      }
    });
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => answering.then(() => client.end()));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { line, port: server.address().port, close: () => server.close() };
}

async function until(due) {
  const wait = due - performance.now();
  if (wait > 0) {
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

function send(side, data) {
  if (side.writable) {
    side.write(data, "latin1");
  }
}
