/** The square of the plane that is seen: it follows the run in round steps. Knows no DOM. */

import { holding } from "../../maths/framing.js";

/** @typedef {readonly [number, number]} Point */

/** @param {number} start half a side of the first one, in units of theta */
export function createWindow(start) {
  let view = { x: 0, y: 0, half: start };
  let framed = false;
  return {
    /** Half a side. */
    get half() {
      return view.half;
    },
    /** Begin anew at the next moment. */
    forget() {
      framed = false;
    },
    /**
     * @param {[number, number]} point the present one
     * @param {readonly Point[]} way how it came there
     * @param {Point} home what the first window has in its middle
     * @param {() => readonly Point[] | null} others what a later one is to hold as well; null to leave it as it is
     * @returns {[[number, number], [number, number]]}
     */
    around(point, way, home, others) {
      const more = framed ? others() : [point, home];
      const from = framed ? view : { x: home[0], y: home[1], half: start };
      if (more) view = holding(from, point, [...more, ...way]);
      framed = true;
      const { x, y, half } = view;
      return [
        [x - half, x + half],
        [y - half, y + half],
      ];
    },
  };
}
