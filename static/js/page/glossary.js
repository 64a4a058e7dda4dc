/** Symbols in formulas say what they mean when they are pointed at or tapped. The help dialog lists them all, for the keyboard too. */

import { el } from "../dom/elements.js";
import { meaningOf } from "../maths/symbols.js";

/** Pointing in passing asks nothing. */
const WAIT_MS = 250;
const AWAY = 8;

/** The leaves of a formula, in the order they are read. @param {Element} math */
const leavesOf = (math) => [...math.querySelectorAll("mi, mo, mn")];

/** Watch the page's formulas. */
export function createGlossary() {
  const card = el("div", { class: "gloss", role: "tooltip", hidden: true });
  document.body.append(card);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let coming;
  /** @type {Element | null} */
  let at = null;

  /** @param {EventTarget | null} target */
  function entryAt(target) {
    const leaf = target instanceof Element ? target.closest("mi, mo") : null;
    const math = leaf?.closest("math");
    if (!leaf || !math) return null;
    const leaves = leavesOf(math);
    const i = leaves.indexOf(leaf);
    /** @param {number} j */
    const text = (j) => leaves[j]?.textContent?.trim() ?? "";
    const entry = meaningOf(text(i), text(i - 1), text(i + 1));
    return entry ? { leaf, entry } : null;
  }

  function hide() {
    clearTimeout(coming);
    coming = undefined;
    at = null;
    card.hidden = true;
  }

  /** @param {NonNullable<ReturnType<typeof entryAt>>} found */
  function show({ leaf, entry }) {
    card.replaceChildren(el("strong", { text: `${entry.symbol}  ${entry.name}` }), ` ${entry.meaning}`);
    card.hidden = false;
    const place = leaf.getBoundingClientRect();
    const { width, height } = card.getBoundingClientRect();
    const left = Math.min(Math.max(AWAY, place.left + place.width / 2 - width / 2), innerWidth - width - AWAY);
    const above = place.top - height - AWAY;
    card.style.left = `${left}px`;
    card.style.top = `${above >= AWAY ? above : place.bottom + AWAY}px`;
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const found = entryAt(event.target);
    if (found?.leaf === at) return;
    hide();
    if (!found) return;
    at = found.leaf;
    coming = setTimeout(() => show(found), WAIT_MS);
  });
  document.addEventListener("click", (event) => {
    const found = entryAt(event.target);
    hide();
    if (!found) return;
    at = found.leaf;
    show(found);
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.addEventListener("scroll", hide, { capture: true, passive: true });
}
