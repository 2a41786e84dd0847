/** A page that stayed open while another version of the site took the place of its own. */

const KEY = "reloaded";

/**
 * Loads the page anew when a part of its version is gone from the server.
 *
 * Once for each version, which the name of this script tells: where loading anew does not help, the
 * error is shown in place of a loop.
 */
export function reloadWhenStale(): void {
  window.addEventListener("vite:preloadError", () => {
    if (sessionStorage.getItem(KEY) !== import.meta.url) {
      sessionStorage.setItem(KEY, import.meta.url);
      location.reload();
    }
  });
}
