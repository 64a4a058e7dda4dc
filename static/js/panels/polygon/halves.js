/** The two polygons with their formulas under them: with probabilities alone they close, with rewards they open. */

import { el, setText } from "../../dom/elements.js";
import { gap, log, math, mi, mn, mo, nabla, round, row, sub, sum } from "../../dom/mathml.js";
import { fixed } from "../../maths/format.js";
import { faint, onesOf, outline, weightsOf } from "./facts.js";
import { faintMarks, polygonMarks, scaleMarks } from "./pictures.js";
import { equal } from "./words.js";

/** @typedef {import("../polygon.js").Scene} Scene */
/** @typedef {[number, number]} Range */

const BARE = {
  axes: false,
  equal: true,
  zoom: false,
  margin: { l: 0, r: 0, t: 0, b: 0 },
  inset: { l: 18, r: 18, t: 14, b: 24 },
};
const unit = () => ({ range: /** @type {Range} */ ([-1, 1]) });

/** @param {import("../../types.js").Host} host @param {() => Scene | null} seen */
export function createHalves(host, seen) {
  const { action_names: names, discrete_bandit: single } = host.lab.problem;
  const letter = single ? "q" : "Q";
  const left = el("div", { class: "polygon-half" });
  const right = el("div", { class: "polygon-half" });
  const element = el("div", { class: "polygon-halves" }, left, right);
  host.body.append(element);

  const closed = host.stage(
    {
      label: "Score vectors weighted by probability, head to tail: they close.",
      x: unit(),
      y: unit(),
      ...BARE,
      marks: (st) => halfMarks(st, (scene) => onesOf(scene.facts), "", chance),
    },
    left,
  );
  const open = host.stage(
    {
      label: "The same sides weighted by reward minus baseline: they open, and the gap is the gradient.",
      x: unit(),
      y: unit(),
      ...BARE,
      marks: (st) => halfMarks(st, ({ facts, b }) => weightsOf(facts, b), single ? "∇J" : "g\u209b", worth),
    },
    right,
  );

  /** @param {Scene} scene @param {number} a */
  const chance = ({ facts }, a) => `${names[a]}: π = ${fixed(facts.pi[a], 3)}`;
  /** @param {Scene} scene @param {number} a */
  const worth = (scene, a) => `${chance(scene, a)}, ${letter} − b = ${fixed((scene.facts.q[a] ?? 0) - scene.b, 3)}`;

  /**
   * @param {import("../../types.js").Stage} st
   * @param {(scene: Scene) => number[]} weigh the sides
   * @param {string} opening
   * @param {(scene: Scene, a: number) => string} words of a side
   */
  function halfMarks(st, weigh, opening, words) {
    const scene = seen();
    if (!scene) return [];
    const { facts, basis } = scene;
    const weights = weigh(scene);
    const longest = faint(facts, weights);
    if (longest !== null) return faintMarks(st, longest);
    const given = { names, gap: opening, words: (/** @type {number} */ a) => words(scene, a) };
    return [...scaleMarks(st, basis.exact), ...polygonMarks(st, outline(facts, weights, basis), given)];
  }

  const components = el("span", { class: "polygon-gap" });
  const pi = round(mi("a"));
  const score = row(nabla, gap("0.08em"), log, gap("0.12em"), mi("π"), pi);
  const whole = single ? row(nabla, mi("J")) : sub(mi("g"), mi("s"));
  const terms = row(sum(mi("a")), mi("π"), pi, round(mi(letter), pi, mo("−"), mi("b")), score, mo("="), whole);
  left.append(el("p", { class: "formula" }, math(row(sum(mi("a")), mi("π"), pi, score, mo("="), mn("0")))));
  right.append(el("p", { class: "formula" }, math(terms), " ", components));

  return {
    /** @param {{closed: [Range, Range], open: [Range, Range]}} windows */
    range(windows) {
      closed.range(...windows.closed);
      open.range(...windows.open);
    },
    redraw() {
      closed.redraw();
      open.redraw();
    },
    /** The gap in numbers. @param {Scene | null} scene */
    write(scene) {
      const opening = scene?.facts.gap;
      setText(components, opening ? equal(opening) : "");
    },
    destroy() {
      closed.destroy();
      open.destroy();
    },
  };
}
