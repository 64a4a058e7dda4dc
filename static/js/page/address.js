/**
 * The address bar and the browser's history: what is seen can be linked to, reloaded, and gone back to.
 *
 *   address bar       the experiment in force, from its beginning; rewritten while the run stands
 *   history's entry   besides, the run itself: laid aside when it is left, so that reloading and Back go on with it
 */

/** @typedef {import("../run/player.js").Player} Player */

/** The address bar follows this late. */
const REMEMBER_MS = 200;
/** A page that is still here so long after it was to be left stays: that was a file to be kept, or a change of mind. */
const STAYS_MS = 5000;
/** What is laid aside of a run: most moments, most numbers in them. Browsers take some 16 MB. */
const ASIDE = { frames: 300, numbers: 200_000 };

/** The run that was here when this address was left; null where there was none. */
function laidAside() {
  const { run, search } = history.state ?? {};
  return run && search === location.search ? run : null;
}

/**
 * @param {Player} player
 * @param {() => string} query  of what is seen, with its question mark, or ""
 */
export function createAddress(player, query) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let remembering;
  /** What the address said last: another one was gone back to. */
  let shown = location.search;
  /** Whether the page is being left: until it is loaded anew, the entry it is for stays as it is. */
  let leaving = false;

  /** The address bar follows the experiment, never while it plays, and not at every pixel of a dragged slider. */
  function remember() {
    remembering ??= setTimeout(write, REMEMBER_MS);
  }

  function write() {
    clearTimeout(remembering);
    remembering = undefined;
    if (player.playing || leaving) return;
    const next = query();
    if (next !== location.search) history.replaceState(null, "", next || location.pathname);
    shown = location.search;
  }

  /** Lay the run aside in the entry it belongs to. */
  function layAside() {
    if (location.search !== shown || !player.confirmed || player.history.length === 0) return;
    const run = { experiment: player.confirmed, past: player.history.aside(ASIDE) };
    try {
      history.replaceState({ run, search: location.search }, "");
    } catch {
      // Larger than this browser keeps: then the run begins again.
    }
  }

  // At pagehide it is too late: browsers no longer write the entry then.
  globalThis.addEventListener("beforeunload", () => {
    layAside();
    if (leaving) return;
    // Where a reload leads is settled by now, and an address written later would take the place of what is laid aside.
    leaving = true;
    setTimeout(() => (leaving = false), STAYS_MS);
  });
  globalThis.addEventListener("popstate", () => {
    if (location.search === shown) return;
    leaving = true;
    location.reload();
  });

  return {
    /** The run that was laid aside here; null where there was none. */
    aside: laidAside(),
    remember,
    /** A step in the browser's history of its own: Back leads to what is seen now. */
    enter() {
      if (remembering !== undefined) write();
      layAside();
      history.pushState(null, "", location.href);
    },
  };
}
