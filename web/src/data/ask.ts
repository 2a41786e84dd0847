/** Asks for files of this site. Whatever fails, the error names the file and reads the same. */

/** Downloads a file, or the range of it that the headers ask for. */
export async function ask(address: string, init?: RequestInit): Promise<Response> {
  let answer: Response;
  let body: ArrayBuffer;
  try {
    answer = await fetch(address, init);
    // Here, so that a line that breaks in the middle of a file fails as one that was never there.
    body = await answer.arrayBuffer();
  } catch (cause) {
    throw failure(address, DISCONNECTED, { cause });
  }
  if (!answer.ok) {
    throw failure(address, refusal(answer.status));
  }
  return new Response(body, answer);
}

/**
 * Brings a large file into the browser's cache, telling how many of its unpacked bytes have come.
 *
 * By XMLHttpRequest, which leaves the bytes to the browser. A stream from `fetch` hands all of them
 * to the page to be counted: for DuckDB 70 to 90 ms of its thread, four times that on a phone.
 */
export function askAhead(address: string, tell: (loaded: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.responseType = "blob";
    request.onprogress = ({ loaded }) => {
      tell(loaded);
    };
    request.onload = () => {
      if (request.status === 200) {
        resolve();
      } else {
        reject(failure(address, refusal(request.status)));
      }
    };
    request.onerror = request.onabort = () => {
      reject(failure(address, DISCONNECTED));
    };
    request.open("GET", address);
    request.send();
  });
}

const DISCONNECTED = "the connection failed";

function refusal(status: number): string {
  return `the server answers ${status}`;
}

/** The error about a file that is not there as it should be. */
export function failure(address: string, reason: string, options?: ErrorOptions): Error {
  const [path = ""] = address.split("?");
  return new Error(`${path.slice(path.lastIndexOf("/") + 1)} did not come: ${reason}.`, options);
}
