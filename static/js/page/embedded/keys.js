/** The keyboard in a frame: Escape hands the focus back to the parent, and keys that turn pages reach it where they are not used here. */

const PAGING = ["PageUp", "PageDown", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];
const ITS_OWN = "input, select, textarea, dialog, [role='slider'], [role='menu'], .panel-data";

/**
 * @param {ReturnType<typeof import("./bridge.js").createParent>} parent
 * @param {HTMLElement} board
 */
export function handOver(parent, board) {
  // Behind everybody else's listeners: what they use is prevented by then.
  globalThis.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {Element} */ (event.target);
    if (event.key === "Escape") {
      if (target.closest?.("dialog, [role='menu']")) return;
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      parent.say({ type: "policyscope:leave" });
    } else if (PAGING.includes(event.key) && !target.closest?.(ITS_OWN) && !scrolls(event.key)) {
      parent.say({ type: "policyscope:key", key: event.key });
    }
  });

  /** Whether the board itself still moves that way. @param {string} key */
  function scrolls(key) {
    if (key === "PageUp" || key === "ArrowUp") return board.scrollTop > 0;
    if (key === "PageDown" || key === "ArrowDown") return board.scrollTop + board.clientHeight < board.scrollHeight - 1;
    return false;
  }
}
