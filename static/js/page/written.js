/**
 * What is written in a panel beside its pictures: formulas, numbers and small tables, line by line where they stand.
 *
 * Controls, and what is hidden, are left out; so is what stands in a picture, which writes its own words.
 */

import { markupOf } from "../dom/mathml.js";

/** @typedef {{text: string, box: DOMRect, size: number, cell: Element | null}} Line   text: with the little HTML that plotly.js reads; size: of its letters, px */

/** What is no farther apart belongs to one line, px. */
const WORD_GAP = 9;
const NOT = ".stage, select, option, input, textarea, svg, [hidden], .sr-only, .panel-data, .cloud-keys, .curve-keys";

/** @param {HTMLElement} body @returns {Line[]} */
export function linesOf(body) {
  /** @type {Line[]} */
  const lines = [];
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) => {
    const element = node instanceof Element ? node : node.parentElement;
    if (node instanceof Element && (node.matches(NOT) || !node.checkVisibility())) return NodeFilter.FILTER_REJECT;
    if (node instanceof Element && node.matches("button, label") && !node.closest("table, .polygon-tries"))
      return NodeFilter.FILTER_REJECT;
    if (node instanceof Element) return node.localName === "math" ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP;
    return node.textContent?.trim() && !element?.closest("math") ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT;
  });
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = /** @type {Element} */ (node instanceof Element ? node : node.parentElement);
    const size = Number.parseFloat(getComputedStyle(element).fontSize);
    const found =
      node instanceof Element
        ? [{ text: markupOf(node).replace(/\s+/g, " ").trim(), box: node.getBoundingClientRect() }]
        : rowsOf(/** @type {Text} */ (node));
    for (const { text, box } of found)
      if (box.width > 0.5) join(lines, { text, box, size, cell: element.closest("td, th") });
  }
  return lines;
}

/** Put what goes on with a line to its end: a formula in one line is wider than it was. @param {Line[]} lines @param {Line} next */
function join(lines, next) {
  const last = lines.at(-1);
  const gap = last ? next.box.left - last.box.right : Infinity;
  const apart = last ? Math.abs(last.box.top + last.box.bottom - next.box.top - next.box.bottom) / 2 : Infinity;
  if (!last || last.cell !== next.cell || gap < -2 || gap > WORD_GAP || apart > WORD_GAP) lines.push(next);
  else {
    last.text += ` ${next.text}`;
    const top = Math.min(last.box.top, next.box.top);
    const bottom = Math.max(last.box.bottom, next.box.bottom);
    last.box = new DOMRect(last.box.left, top, next.box.right - last.box.left, bottom - top);
  }
}

/** A text as it is broken into rows. @param {Text} node */
function rowsOf(node) {
  /** @type {{text: string, box: DOMRect}[]} */
  const rows = [];
  const range = document.createRange();
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const box = range.getBoundingClientRect();
    const last = rows.at(-1);
    if (last && Math.abs(last.box.top - box.top) < 2) {
      last.text += ` ${escaped(word)}`;
      last.box = new DOMRect(last.box.left, last.box.top, box.right - last.box.left, last.box.height);
    } else rows.push({ text: escaped(word), box });
  }
  return rows;
}

/** @param {string} text */
const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
