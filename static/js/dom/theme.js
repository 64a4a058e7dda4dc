/**
 * The theme as values: css/theme.css holds every colour, this reads them once per change.
 *
 * Actions are told apart by colour AND marker AND dash (Okabe & Ito's colours, darkened or lifted to 3 : 1 on the paper).
 */

/** @typedef {import("../types.js").Theme} Theme */
/** @typedef {import("../types.js").Shape} Shape */

/** @type {Shape[]} */
const SHAPES = ["circle", "square", "triangle", "diamond", "cross", "wedge", "plus", "hexagon"];
const SYMBOLS = ["circle", "square", "triangle-up", "diamond", "x", "triangle-down", "cross", "hexagon"];
const DASHES = [[], [7, 3], [2, 2.5], [8, 3, 2, 3], [12, 4], [4, 4], [1, 4], [10, 3, 2, 3, 2, 3]];
const LINES = [
  "solid",
  "7px 3px",
  "2px 2.5px",
  "8px 3px 2px 3px",
  "12px 4px",
  "4px 4px",
  "1px 4px",
  "10px 3px 2px 3px 2px 3px",
];
const COLORS = 8;

/** @type {readonly ("auto" | "light" | "dark" | "projector")[]} */
export const THEMES = ["auto", "light", "dark", "projector"];

/**
 * The theme the document shows now.
 * @param {Element} [root]
 * @returns {Theme}
 */
export function readTheme(root = document.documentElement) {
  const style = getComputedStyle(root);
  /** @param {string} name */
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  const colors = Array.from({ length: COLORS }, (_, i) => read(`action-${i}`));
  /**
   * @param {string} name
   * @returns {[number, string][]}
   */
  const scale = (name) => {
    const parts = read(name).split(/\s+/);
    return parts.map((color, i) => [i / (parts.length - 1), color]);
  };
  const name = /** @type {Theme["name"]} */ (read("theme"));
  const identities = Array.from({ length: COLORS * COLORS }, (_, i) => {
    // Past eight actions colours come round again with the next marker and dash: still one look an action.
    const turn = (i + Math.floor(i / COLORS)) % COLORS;
    return {
      color: colors[i % COLORS] ?? "",
      shape: at(SHAPES, turn),
      dash: at(DASHES, turn),
      symbol: at(SYMBOLS, turn),
      line: at(LINES, turn),
    };
  });
  return {
    name,
    dark: name === "dark",
    paper: read("paper"),
    ink: read("ink"),
    quiet: read("quiet"),
    line: read("line"),
    grid: read("grid"),
    accent: read("accent"),
    exact: read("exact"),
    estimate: read("estimate"),
    trail: read("trail"),
    ramp: scale("ramp"),
    diverging: scale("diverging"),
    font: read("font"),
    size: Number.parseFloat(read("picture-size")),
    weight: Number.parseFloat(read("weight")),
    action: (i) => at(identities, i % identities.length),
  };
}

/**
 * @template T
 * @param {readonly T[]} list
 * @param {number} i
 * @returns {T}
 */
function at(list, i) {
  return /** @type {T} */ (list[i]);
}

/**
 * Choose a theme; `auto` follows the machine.
 * @param {string} name
 */
export function setTheme(name) {
  if (name === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = name;
}

/**
 * Call back whenever the theme shown changes.
 * @param {() => void} changed
 * @returns {() => void} stop
 */
export function watchTheme(changed) {
  const media = matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  media.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    media.removeEventListener("change", changed);
  };
}
