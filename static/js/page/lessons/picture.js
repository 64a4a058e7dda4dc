/**
 * The lab beside the prose: an embed in a frame, of which a lesson knows its address, what it says, and the messages it hears.
 *
 * A step that shows something else gets a new frame behind the one on show, which is taken away once the new one has drawn: the picture
 * never goes blank, and what a reader's slip did to the last step is gone.
 */

/** A frame that says nothing is shown all the same: its own page says what is wrong. */
const PATIENCE_MS = 6000;

/**
 * @param {HTMLElement} place
 * @param {import("./live.js").Lab} lab
 * @param {(text: string) => void} refused  what the lab says where it did not do as it was told
 */
export function createPicture(place, lab, refused) {
  let shown = "";
  /** What is lit up, and what the reader has changed. @type {{names: readonly string[], changes: Record<string, number>}} */
  let wanted = { names: [], changes: {} };
  /** @type {HTMLIFrameElement | null} */
  let coming = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let patience;

  const frame = () => coming ?? place.querySelector("iframe");

  function outOfSight() {
    const { top, bottom } = place.getBoundingClientRect();
    return bottom < 0 || top > globalThis.innerHeight;
  }

  /** @param {string} type @param {object} more */
  function command(type, more) {
    frame()?.contentWindow?.postMessage({ type: `policyscope:${type}`, id: type, version: 1, ...more }, "*");
  }

  /** All that was wanted of a frame. One that is not ready yet does not hear it, and is told again when it is. */
  function tell() {
    command("light", { names: wanted.names });
    if (Object.keys(wanted.changes).length) command("set", { changes: wanted.changes });
  }

  function arrive() {
    clearTimeout(patience);
    for (const frame of place.querySelectorAll("iframe")) if (frame !== coming) frame.remove();
    coming?.classList.remove("coming");
    coming?.removeAttribute("tabindex");
    coming = null;
  }

  globalThis.addEventListener("message", (event) => {
    if (event.source !== frame()?.contentWindow) return;
    const { type, ok, detail } = event.data ?? {};
    if (type === "policyscope:response" && ok === false) refused(detail);
    if (type !== "policyscope:ready") return;
    tell();
    if (coming) arrive();
  });

  return {
    /**
     * @param {string} query what the lab shows
     * @param {string} more keys: how it looks
     * @param {string} title what it is, for those who do not see it
     * @param {readonly string[]} names marks that are lit up
     * @returns {boolean} whether it is another picture than before
     */
    show(query, more, title, names) {
      const address = query + more;
      // Stacked panels want room below the text.
      place.classList.toggle("one", new URLSearchParams(query).get("panels")?.includes(",") === false);
      if (address === shown) {
        wanted.names = names;
        tell();
        return false;
      }
      wanted = { names, changes: {} };
      const first = place.querySelector("iframe");
      coming?.remove();
      clearTimeout(patience);
      coming = null;
      if (shown === "" && first?.getAttribute("src") === lab.place(query, more)) {
        shown = address;
        first.title = title;
        tell();
        return true;
      }
      shown = address;
      coming = document.createElement("iframe");
      coming.className = "coming";
      coming.tabIndex = -1;
      coming.title = title;
      lab.fill(coming, query, more);
      place.append(coming);
      // Out of sight it draws nothing before it is scrolled to, and nobody sees it change.
      if (outOfSight()) arrive();
      else patience = setTimeout(arrive, PATIENCE_MS);
      return true;
    },
    /** Change live settings of what is shown. @param {Record<string, number>} changes by their paths */
    set(changes) {
      wanted.changes = { ...wanted.changes, ...changes };
      command("set", { changes });
    },
  };
}
