/** What is said calmly: a lost server, compiling kernels, ignored settings, refused changes. */

import { el } from "./dom.js";

const MOST = 4;

/** What a person reads on a machine's very first start. */
export const COMPILING = "Kernels are compiling, once for this machine\u2026";

/** A place for notices; each goes by its button, and the oldest make room. */
export function createNotices() {
  const root = el("div", { class: "notices" });
  document.body.append(root);
  /** @type {HTMLElement[]} */
  let shown = [];
  return {
    /** @param {string} text */
    add(text) {
      if (shown.some((one) => one.dataset["text"] === text && one.isConnected)) return;
      const notice = el(
        "div", { class: "notice", role: "status", "data-text": text },
        el("p", { text }),
        el("button", { type: "button", class: "button plain", "aria-label": "Dismiss", text: "\u00d7", onclick: () => notice.remove() }),
      );
      root.append(notice);
      shown = [...shown.filter((one) => one.isConnected), notice];
      if (shown.length > MOST) shown.shift()?.remove();
    },
  };
}

/**
 * Wait until the server's kernels are compiled, with a line that says so. Resolves at once on a warm server.
 * @param {(text: string) => void} say "" when it is over
 */
export async function warm(say) {
  /** @type {HTMLElement | null} */
  let line = null;
  for (;;) {
    const answer = await fetch("/readyz").catch(() => null);
    if (answer?.ok) break;
    if (answer && answer.status !== 503) break;
    if (!line && answer) {
      line = el("div", { class: "progress", role: "progressbar", "aria-label": "Kernels are compiling" });
      document.body.append(line);
      say(COMPILING);
    }
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  line?.remove();
  say("");
}
