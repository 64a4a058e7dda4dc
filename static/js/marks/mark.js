/**
 * Marks: what a picture shows, in data units, said once. Pens draw them (canvas.js while it moves, plotly.js when it stands); hover,
 * legend and saved figures come from the same marks. Names and options follow Observable Plot's where they fit.
 *
 *     line({ name: "π(A)", x: steps, y: chances, stroke: color, title: (i) => `update ${steps[i]}` })
 *
 * Lengths that do not grow with the data (strokeWidth, r, dx, head …) are CSS px. Later marks lie above earlier ones.
 */

/**
 * @typedef {object} Common
 * @property {string} name             what it is, for the legend; marks of one name are switched together
 * @property {(i: number) => string} [title]   what hovering its point i says; none: it is not hovered
 * @property {boolean} [legend]        listed in an enlarged panel's legend (default: whether it has a title)
 * @property {boolean} [clip]          false: may leave the plot area
 */
/** @typedef {readonly (number | null)[]} Values  null: a gap */
/** @typedef {import("../types.js").Shape} Shape */
/**
 * @typedef {Common & {x: Values, y: Values, stroke: string, strokeWidth?: number, strokeDasharray?: readonly number[],
 *   strokeOpacity?: number}} LineOptions           a polyline
 * @typedef {Common & {x: Values, y1: Values, y2: Values, fill: string, fillOpacity?: number}} AreaOptions   between two curves over x
 * @typedef {Common & {x: Values, y: Values, symbol?: Shape, r?: number, fill: string, fillOpacity?: number, stroke?: string,
 *   strokeWidth?: number}} DotOptions              r: radius; stroke: its rim
 * @typedef {Common & {x: Values, y: Values, base?: number, width: number, fill: string}} BarOptions     upright bars, width in units of x
 * @typedef {Common & {x1: number, y1: number, x2: number, y2: number, fill: string, strokeWidth?: number, head?: number, hollow?: string,
 *   halo?: string}} ArrowOptions                   from 1 to 2; hollow: the colour inside; halo: the colour around
 * @typedef {Common & {x: Values, y: Values, text: readonly string[], fill: string, fontSize: number, fontWeight?: number, halo?: string,
 *   dx?: number, dy?: number, textAnchor?: "start" | "middle" | "end", lineAnchor?: "top" | "middle" | "bottom"}} TextOptions
 */
/**
 * @typedef {{mark: "line"} & LineOptions} Line
 * @typedef {{mark: "areaY"} & AreaOptions} Area
 * @typedef {{mark: "dot"} & DotOptions} Dot
 * @typedef {{mark: "barY"} & BarOptions} Bar
 * @typedef {{mark: "arrow"} & ArrowOptions} Arrow
 * @typedef {{mark: "text"} & TextOptions} Text
 * @typedef {Line | Area | Dot | Bar | Arrow | Text} Mark
 */

/** @param {LineOptions} options @returns {Line} */
export const line = (options) => ({ mark: "line", ...options });
/** @param {AreaOptions} options @returns {Area} */
export const areaY = (options) => ({ mark: "areaY", ...options });
/** @param {DotOptions} options @returns {Dot} */
export const dot = (options) => ({ mark: "dot", ...options });
/** @param {BarOptions} options @returns {Bar} */
export const barY = (options) => ({ mark: "barY", ...options });
/** @param {ArrowOptions} options @returns {Arrow} */
export const arrow = (options) => ({ mark: "arrow", ...options });
/** @param {TextOptions} options @returns {Text} */
export const text = (options) => ({ mark: "text", ...options });

/**
 * What pens need to know of the place they draw on; a Stage is one.
 * @typedef {object} Frame
 * @property {(value: number) => number} x    data to CSS px
 * @property {(value: number) => number} y
 * @property {(left: number, top: number) => [number, number]} at   CSS px to data
 * @property {import("../types.js").Area} area
 * @property {import("../types.js").Theme} theme
 */
