/** Downloads with errors that name the file. */

export async function fetchBytes(address: string): Promise<Uint8Array> {
  return new Uint8Array(await (await ask(address)).arrayBuffer());
}

/** Downloads a file into the browser's cache, telling how many bytes of it have come. */
export async function fetchIntoCache(
  address: string,
  tell: (loaded: number) => void,
): Promise<void> {
  // Safari's streams cannot be iterated over.
  const reader = (await ask(address)).body?.getReader();
  let loaded = 0;
  for (let chunk = await reader?.read(); chunk?.value; chunk = await reader?.read()) {
    loaded += chunk.value.length;
    tell(loaded);
  }
}

async function ask(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(`${address} answers ${response.status}.`);
  }
  return response;
}
