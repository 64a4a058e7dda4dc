/** Labels that keep out of each other's way: each takes the first of its places that is free, or stays away. */

/** @typedef {import("../types.js").Area} Area */
/** @typedef {{x: number, y: number, align?: CanvasTextAlign}} Place */
/** @typedef {[left: number, top: number, right: number, bottom: number]} Box */

/**
 * The labels of one picture, made again each time it is drawn, after everything that has lines.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{size: number, font: string, color: string, halo: string, within: Area}} look
 */
export function createLabels(ctx, { size, font, color, halo, within }) {
  /** @type {Box[]} */
  const taken = [];
  // Once for all: setting a font makes the browser bring all styles up to date first.
  ctx.font = font;
  ctx.textBaseline = "middle";
  ctx.lineWidth = 3;
  ctx.lineJoin = "round";
  const [right, bottom] = [within.left + within.width, within.top + within.height];

  /** @param {Place} place @param {number} wide @returns {Box} */
  function boxOf({ x, y, align = "center" }, wide) {
    const left = align === "left" ? x : align === "right" ? x - wide : x - wide / 2;
    return [left, y - size / 2, left + wide, y + size / 2];
  }

  /** Take the first free place for a text; null where there is none. @param {string} text @param {Place[]} places  the best first */
  function find(text, places) {
    const wide = ctx.measureText(text).width;
    const found = places.find((place) => {
      const box = boxOf(place, wide);
      return (
        box[0] >= within.left &&
        box[1] >= within.top &&
        box[2] <= right &&
        box[3] <= bottom &&
        !taken.some((other) => crossing(box, other))
      );
    });
    if (found) taken.push(boxOf(found, wide));
    return found ?? null;
  }

  return {
    /** Keep a place free. @param {Box} box */
    keep: (box) => void taken.push(box),
    find,
    /**
     * Write a text at the first free place; without one it is left away.
     * @param {string} text
     * @param {Place[]} places  the best first; `y` is the middle of the line
     */
    put(text, places) {
      const found = find(text, places);
      if (!found) return false;
      ctx.textAlign = found.align ?? "center";
      ctx.strokeStyle = halo;
      ctx.strokeText(text, found.x, found.y);
      ctx.fillStyle = color;
      ctx.fillText(text, found.x, found.y);
      return true;
    },
  };
}

/** @param {Box} a @param {Box} b */
export function crossing(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
