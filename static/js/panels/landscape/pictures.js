/** What stands on the landscape besides the run: what its contours are of, and which way is more of each action. */

import { dot, text } from "../../marks/mark.js";
import { compass } from "../../maths/triangle.js";
import { axis } from "../../maths/vectors.js";
import { keyRoom } from "../parts/trail.js";

/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Mark} Mark */

/** The function's name, in the upper right corner. @param {Stage} stage @param {string} name @returns {Mark} */
export function nameMark({ area, theme, at }, name) {
  const [x, y] = at(area.left + area.width - 6, area.top + 5 + theme.size / 2);
  const look = { fill: theme.ink, fontSize: theme.size, halo: theme.paper };
  return text({ name, x: [x], y: [y], text: [name], ...look, textAnchor: "end" });
}

/** Where at the rim more of each of three actions is, px. @param {Stage} stage @returns {[number, number][]} */
function compassPlaces(stage) {
  const { left, top, width, height } = stage.area;
  const [keyWidth, keyHeight] = keyRoom(stage);
  return [0, 1, 2].map((a) => {
    const [dx, dy] = compass(axis(3, a));
    const reach = Math.min(
      (width / 2 - 24) / Math.max(1e-9, Math.abs(dx)),
      (height / 2 - 13) / Math.max(1e-9, Math.abs(dy)),
    );
    const across = left + width / 2 + dx * reach;
    const crowded = dy > 0 && across - left < keyWidth + 14;
    const down = top + height / 2 - dy * reach + (crowded ? keyHeight : 0);
    return [across - 6, down];
  });
}

/** Which way is more of each of three actions, at the rim. @param {Stage} stage @param {readonly string[]} names @returns {Mark[]} */
export function compassMarks(stage, names) {
  const { theme } = stage;
  return compassPlaces(stage).flatMap((at, a) => {
    const name = names[a] ?? "";
    const [x, y] = stage.at(...at);
    const { color, shape } = theme.action(a);
    const place = { x: [x], y: [y] };
    const look = { fill: theme.ink, fontSize: theme.size, halo: theme.paper };
    return [
      dot({ name, ...place, symbol: shape, r: 5, fill: color, stroke: theme.paper }),
      text({ name, ...place, text: [name], ...look, textAnchor: "start", dx: 9, dy: 0.5 }),
    ];
  });
}
