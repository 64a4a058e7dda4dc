/** Labels that keep out of each other's way: each takes the first of its places that is free, or stays away. */

import { widthOf } from "../marks/ruler.js";

/** @typedef {import("../types.js").Area} Area */
/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {import("../types.js").Mark} Mark */
/** @typedef {{x: number, y: number}} Place   the middle of a text, px */
/** @typedef {[left: number, top: number, right: number, bottom: number]} Box */

/** Air on each side of a label, px: two that touch would be read as one. */
const AIR = 3;

/**
 * The labels of one picture, placed again each time it is drawn, after everything that has lines.
 * @param {{size: number, font: string, within: Area}} look  font: as CSS writes it
 * @param {(text: string) => number} width
 */
export function createLabels({ size, font, within }, width = (text) => widthOf(text, font)) {
  /** @type {Box[]} */
  const taken = [];
  const [right, bottom] = [within.left + within.width, within.top + within.height];

  return {
    /** Keep a place free. @param {Box} box */
    keep: (box) => void taken.push(box),
    /** Take the first free place for a text; null where there is none. @param {string} text @param {Place[]} places  the best first */
    find(text, places) {
      const half = width(text) / 2;
      /** @param {Place} place @param {number} air */
      const boxOf = ({ x, y }, air) => around(x, y, half + air, size / 2);
      const found = places.find((place) => {
        const [x0, y0, x1, y1] = boxOf(place, 0);
        const inside = x0 >= within.left && y0 >= within.top && x1 <= right && y1 <= bottom;
        return inside && !taken.some((other) => crossing([x0, y0, x1, y1], other));
      });
      if (found) taken.push(boxOf(found, AIR));
      return found ?? null;
    },
  };
}

/** From box to box along an arrow, and half a box, px; and boxes at most: what is longer has its end far outside. */
const [PIECE, HALF, MOST] = [6, 3, 500];

/** What a straight line takes, px. @param {readonly [number, number]} from @param {readonly [number, number]} to @returns {Box[]} */
export function boxesAlong([x0, y0], [x1, y1]) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (!Number.isFinite(length)) return [];
  const pieces = Math.min(MOST, Math.ceil(length / PIECE));
  return Array.from({ length: pieces + 1 }, (_, i) => {
    const t = pieces ? i / pieces : 0;
    const [x, y] = [x0 + t * (x1 - x0), y0 + t * (y1 - y0)];
    return [x - HALF, y - HALF, x + HALF, y + HALF];
  });
}

/** What dots, arrows and words take in a picture, px; lines and areas may be written on. @param {Stage} stage @param {readonly Mark[]} marks @returns {Box[]} */
export function boxesOf(stage, marks) {
  return marks.flatMap((mark) => {
    if (mark.mark === "arrow")
      return boxesAlong([stage.x(mark.x1), stage.y(mark.y1)], [stage.x(mark.x2), stage.y(mark.y2)]);
    if (mark.mark !== "dot" && mark.mark !== "text") return [];
    return mark.x.flatMap((x, i) => {
      const y = mark.y[i];
      if (x === null || y === null || y === undefined) return [];
      const [left, top] = [stage.x(x), stage.y(y)];
      if (mark.mark === "dot") {
        const r = 1 + (typeof mark.r === "number" ? mark.r : (mark.r?.[i] ?? 0));
        return [around(left, top, r, r)];
      }
      const half = widthOf(mark.text[i] ?? "", `${mark.fontSize}px ${stage.theme.font}`) / 2;
      const aside = mark.textAnchor === "start" ? half : mark.textAnchor === "end" ? -half : 0;
      return [around(left + (mark.dx ?? 0) + aside, top + (mark.dy ?? 0), half + AIR, mark.fontSize / 2)];
    });
  });
}

/** @param {number} x @param {number} y @param {number} across @param {number} up @returns {Box} */
const around = (x, y, across, up) => [x - across, y - up, x + across, y + up];

/** @param {Box} a @param {Box} b */
export function crossing(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
