/** Lets the site work without the network after this visit, in browsers that can do that. */

// The first page must have come whole: what is kept shares the same line.
const QUIET_MS = 2_000;

/** Starts the service worker once the page has been quiet, and tells it what to keep. */
export function keepForOffline(): void {
  // Without one there is nothing to do: on plain HTTP, and in some private windows.
  if (!import.meta.env.PROD || !("serviceWorker" in navigator) || savesData()) {
    return;
  }
  let timer = setTimeout(start, QUIET_MS);
  const observer = new PerformanceObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(start, QUIET_MS);
  });
  observer.observe({ type: "resource" });

  function start() {
    observer.disconnect();
    void register();
  }
}

async function register(): Promise<void> {
  await navigator.serviceWorker.register(`${import.meta.env.BASE_URL}sw.js`);
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage("keep data");
  // What this page loaded before the worker was there, such as an engine too large for everybody.
  new PerformanceObserver((entries) => {
    active?.postMessage(entries.getEntries().map(({ name }) => name));
  }).observe({ type: "resource", buffered: true });
}

function savesData(): boolean {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  return connection?.saveData ?? false;
}
