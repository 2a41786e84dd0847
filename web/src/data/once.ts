const failures = new Set<() => void>();

/**
 * Does something once per key. A failure stays as well, until `forgetFailures`: what is drawn reads
 * again whenever something failed, and would ask for it for ever and never say so.
 */
export function once<T>(
  done: Map<string, Promise<T>>,
  key: string,
  act: () => Promise<T>,
): Promise<T> {
  let promise = done.get(key);
  if (!promise) {
    promise = act();
    promise.catch(() => {
      failures.add(() => done.delete(key));
    });
    done.set(key, promise);
  }
  return promise;
}

/** Lets everything that failed be tried again, when it is asked for the next time. */
export function forgetFailures(): void {
  failures.forEach((forget) => {
    forget();
  });
  failures.clear();
}
