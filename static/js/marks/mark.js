/**
 * Marks: what a picture shows, in data units, said once. Pens draw them (canvas.js while it moves, figure.js when it stands); hover,
 * legend and saved figures come from the same marks. Names and options follow Observable Plot's where they fit.
 *
 *     line({ name: "π(A)", x: steps, y: chances, stroke: color, title: (i) => `update ${steps[i]}` })
 *
 * Lengths that do not grow with the data (strokeWidth, r, dx, head …) are CSS px. Later marks lie above earlier ones.
 */

/** @template {import("../types.js").Mark} T @typedef {Omit<T, "mark">} Options */

/** @param {Options<import("../types.js").LineMark>} options @returns {import("../types.js").LineMark} */
export const line = (options) => ({ mark: "line", ...options });
/** @param {Options<import("../types.js").AreaMark>} options @returns {import("../types.js").AreaMark} */
export const areaY = (options) => ({ mark: "areaY", ...options });
/** @param {Options<import("../types.js").DotMark>} options @returns {import("../types.js").DotMark} */
export const dot = (options) => ({ mark: "dot", ...options });
/** @param {Options<import("../types.js").BarMark>} options @returns {import("../types.js").BarMark} */
export const barY = (options) => ({ mark: "barY", ...options });
/** @param {Options<import("../types.js").RectMark>} options @returns {import("../types.js").RectMark} */
export const rect = (options) => ({ mark: "rect", ...options });
/** @param {Options<import("../types.js").VectorMark>} options @returns {import("../types.js").VectorMark} */
export const vector = (options) => ({ mark: "vector", ...options });
/** @param {Options<import("../types.js").ArrowMark>} options @returns {import("../types.js").ArrowMark} */
export const arrow = (options) => ({ mark: "arrow", ...options });
/** @param {Options<import("../types.js").TextMark>} options @returns {import("../types.js").TextMark} */
export const text = (options) => ({ mark: "text", ...options });
