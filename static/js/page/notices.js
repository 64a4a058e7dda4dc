/** What is said calmly: a lost server, kernels that load, ignored settings, refused changes. */

import { el } from "../dom/elements.js";

const MOST = 4;

/** A place for notices; each goes by its button, and the oldest make room. */
export function createNotices() {
  const root = el("div", { class: "notices" });
  document.body.append(root);
  /** @type {HTMLElement[]} */
  let shown = [];
  /** @type {HTMLElement | undefined} */
  let standing;
  return {
    /** Say what lasts, until it is over: then with "". @param {string} text @param {{text: string, href: string}} [how] where more is said */
    stand(text, how) {
      if ((standing?.dataset["text"] ?? "") === text) return;
      standing?.remove();
      standing = undefined;
      if (!text) return;
      const more = how ? el("a", { href: how.href, target: "_blank", rel: "noopener", text: how.text }) : "";
      standing = el("div", { class: "notice", role: "status", "data-text": text }, el("p", {}, text, " ", more));
      root.prepend(standing);
    },
    /** @param {string} text */
    add(text) {
      if (shown.some((one) => one.dataset["text"] === text && one.isConnected)) return;
      const notice = el(
        "div",
        { class: "notice", role: "status", "data-text": text },
        el("p", { text }),
        el("button", {
          type: "button",
          class: "button plain",
          "aria-label": "Dismiss",
          text: "\u00d7",
          onclick: () => notice.remove(),
        }),
      );
      root.append(notice);
      shown = [...shown.filter((one) => one.isConnected), notice];
      if (shown.length > MOST) shown.shift()?.remove();
    },
  };
}

/**
 * A server's first second: a line over the page while its kernels are loaded, and words for it.
 * @param {(text: string) => void} say "" when it is over
 */
export function createLoading(say) {
  const line = el("div", { class: "progress", role: "progressbar", "aria-label": "Kernels are being loaded" });
  return {
    /** @param {boolean} loading */
    show(loading) {
      if (loading === line.isConnected) return;
      if (loading) document.body.append(line);
      else line.remove();
      say(loading ? "Kernels are being loaded\u2026" : "");
    },
  };
}
