/** An arrow drawn on a plane: its tip is dragged, or moved by keys, or its two numbers are typed. The truth then stands beside it. */

import { numberTyped } from "../../maths/judge.js";

/** @typedef {import("./inputs.js").Field} Field */

const SVG = "http://www.w3.org/2000/svg";
/** The square's half side, in its own units (server/policyscope/web/lessons/plane.py). */
const HALF = 160;
/** Of an arrow's head, in the same units. */
const HEAD = 15;
/** Steps from the middle to the edge, for keys and for what is dragged. */
const STEPS = 50;
const KEYS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
});

/** @param {HTMLFormElement} form @param {HTMLInputElement[]} inputs @param {import("../../maths/judge.js").Asked} asked @returns {Field} */
export function arrowOf(form, inputs, asked) {
  const plane = /** @type {HTMLElement} */ (form.querySelector(".plane"));
  const svg = /** @type {SVGSVGElement} */ (plane.querySelector("svg"));
  const tip = /** @type {SVGElement} */ (plane.querySelector(".tip"));
  const drawn = /** @type {SVGElement} */ (plane.querySelector(".arrows"));
  const reach = Number(plane.dataset["reach"]);
  /** What else is drawn: the truth, and the error that was named. @type {{at: readonly number[], look: string}[]} */
  let others = [];

  const typed = () => inputs.map((input) => numberTyped(input.value));
  const now = () => typed().map((value) => value ?? 0);
  /** @param {number} value */
  const bounded = (value) => Math.min(reach, Math.max(-reach, value));
  /** @param {number} value */
  const onStep = (value) => Number(((Math.round((bounded(value) / reach) * STEPS) * reach) / STEPS).toPrecision(6));

  function draw() {
    const [x = 0, y = 0] = now();
    drawn.replaceChildren(
      ...others.map(({ at, look }) => arrow(at, look, reach)),
      ...(x || y ? [arrow([x, y], "own", reach)] : []),
    );
    tip.setAttribute("cx", String(HALF + (bounded(x) / reach) * HALF));
    tip.setAttribute("cy", String(HALF - (bounded(y) / reach) * HALF));
    tip.setAttribute("aria-valuenow", String(bounded(x)));
    tip.setAttribute("aria-valuetext", `${asked.labels[0]} ${x}, ${asked.labels[1]} ${y}`.replaceAll("-", "−"));
  }

  /** @param {number} x @param {number} y */
  function move(x, y) {
    for (const [i, value] of [x, y].entries()) {
      const input = inputs[i];
      if (input) input.value = String(onStep(value));
    }
    draw();
  }

  /** @param {PointerEvent} event */
  function follow(event) {
    const box = svg.getBoundingClientRect();
    const at = (/** @type {number} */ part) => (2 * part - 1) * reach;
    move(at((event.clientX - box.left) / box.width), -at((event.clientY - box.top) / box.height));
  }

  svg.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
    tip.focus({ preventScroll: true });
    follow(event);
  });
  svg.addEventListener("pointermove", (event) => {
    if (svg.hasPointerCapture(event.pointerId)) follow(event);
  });
  tip.addEventListener("keydown", (event) => {
    const by = KEYS[event.key];
    if (!by) return;
    event.preventDefault();
    const [x = 0, y = 0] = now();
    const step = ((event.shiftKey ? 5 : 1) * reach) / STEPS;
    move(x + by[0] * step, y + by[1] * step);
  });
  form.addEventListener("input", draw);
  draw();

  return {
    missing: "Drag the tip of the arrow, or type its two numbers.",
    given() {
      const numbers = typed();
      const none = numbers.some((value) => value === null) || numbers.every((value) => value === 0);
      return none ? null : /** @type {number[]} */ (numbers);
    },
    put(answer) {
      if (answer) inputs.forEach((input, i) => (input.value = String(answer[i] ?? "")));
      draw();
    },
    reveal(named) {
      others = [{ at: asked.answer, look: "true" }, ...(named ? [{ at: named, look: "named" }] : [])];
      draw();
    },
    focus: () => tip.focus(),
  };
}

/** @param {readonly number[]} at @param {string} look @param {number} reach */
function arrow([x = 0, y = 0], look, reach) {
  const [right, down] = [(x / reach) * HALF, (-y / reach) * HALF];
  const length = Math.hypot(right, down) || 1;
  const head = Math.min(HEAD, 0.6 * length);
  const [alongX, alongY] = [(right / length) * head, (down / length) * head];
  const [tipX, tipY] = [HALF + right, HALF + down];
  const [footX, footY] = [tipX - alongX, tipY - alongY];
  const made = document.createElementNS(SVG, "path");
  made.setAttribute("class", look);
  const wings = `${footX - 0.4 * alongY} ${footY + 0.4 * alongX}L${tipX} ${tipY}L${footX + 0.4 * alongY} ${footY - 0.4 * alongX}`;
  made.setAttribute("d", `M${HALF} ${HALF}L${footX} ${footY}M${wings}Z`);
  return made;
}
