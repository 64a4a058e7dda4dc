/** What stands on the landscape besides the run: what its contours are of, and which way is more of each action. */

import { compass } from "../../maths/triangle.js";
import { axis } from "../../maths/vectors.js";
import { label, marker } from "../../stage/marks.js";
import { keyRoom } from "../parts/trail.js";

/** @typedef {import("../../types.js").Stage} Stage */

/** The function's name, in the upper right corner. @param {CanvasRenderingContext2D} ctx @param {Stage} stage @param {string} name */
export function drawName(ctx, { area, theme }, name) {
  label(ctx, name, area.left + area.width - 6, area.top + 5 + theme.size / 2, {
    color: theme.ink,
    font: `${theme.size}px ${theme.font}`,
    halo: theme.paper,
    align: "right",
  });
}

/** Which way is more of each of three actions, at the rim. @param {CanvasRenderingContext2D} ctx @param {Stage} stage @param {readonly string[]} names */
export function drawCompass(ctx, stage, names) {
  const { area, theme } = stage;
  const { left, top, width, height } = area;
  const [keyWidth, keyHeight] = keyRoom(stage);
  const font = `${theme.size}px ${theme.font}`;
  names.forEach((name, a) => {
    const [dx, dy] = compass(axis(3, a));
    const reach = Math.min(
      (width / 2 - 24) / Math.max(1e-9, Math.abs(dx)),
      (height / 2 - 13) / Math.max(1e-9, Math.abs(dy)),
    );
    const x = left + width / 2 + dx * reach;
    const crowded = dy > 0 && x - left < keyWidth + 14;
    const y = top + height / 2 - dy * reach + (crowded ? keyHeight : 0);
    const look = theme.action(a);
    marker(ctx, look.shape, x - 6, y, 4.5, { color: look.color, rim: theme.paper });
    label(ctx, name, x + 3, y + 0.5, { color: theme.ink, font, halo: theme.paper });
  });
}
