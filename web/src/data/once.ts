/** Does something once per key; a failure is forgotten, so that the next try does it again. */
export function once<T>(
  done: Map<string, Promise<T>>,
  key: string,
  act: () => Promise<T>,
): Promise<T> {
  let promise = done.get(key);
  if (!promise) {
    promise = act().catch((error: unknown) => {
      done.delete(key);
      throw error;
    });
    done.set(key, promise);
  }
  return promise;
}
