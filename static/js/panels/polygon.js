/** The score polygon: scores weighted by probability close; weighted by reward too they open, and the gap is the gradient. */

import { same } from "../run/protocol.js";
import { keptState, stateChoice } from "./parts/fields.js";
import { basisOf, factsOf, runsBaseline } from "./polygon/facts.js";
import { createHalves } from "./polygon/halves.js";
import { createTries } from "./polygon/tries.js";
import { createWindows } from "./polygon/window.js";
import { sentence, tableOf } from "./polygon/words.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */

/**
 * @typedef {object} Scene     what the pictures show of a moment in one state
 * @property {import("./polygon/facts.js").Facts} facts
 * @property {import("./polygon/facts.js").Basis} basis
 * @property {number} b        the baseline drawn
 * @property {number} running  the run's own
 * @property {boolean} usable  whether the run could have the one that is tried
 */

/** Baselines tried lie between these. */
const MOST = 1e6;

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { problem } = host.lab;
  const windows = createWindows();
  const kept = keptState(host);
  let { state } = kept;
  /** A baseline tried here; null: the run's own. @type {number | null} */
  let tried = null;
  /** The run's baseline in the experiment. @type {import("../types.js").Part | undefined} */
  let known;
  /** Directions keep their sense from one moment to the next. @type {Scene["basis"] | null} */
  let basis = null;
  /** @type {Scene | null} */
  let scene = null;
  const seen = () => scene;

  const halves = createHalves(host, seen);
  const chooser = problem.states > 1 ? [stateChoice(problem, state, look)] : [];
  const tries = createTries(host, { seen, attempt, follow, adopt }, chooser);

  /** @param {number} chosen */
  function look(chosen) {
    state = kept.state = chosen;
    basis = tried = null;
    windows.forget();
    host.redraw();
  }

  function follow() {
    tried = null;
    host.redraw();
  }

  /** @param {number} value */
  function attempt(value) {
    tried = Math.min(MOST, Math.max(-MOST, value));
    host.redraw();
  }

  function adopt() {
    if (scene) host.preview({ "estimator.baseline": { kind: "constant", value: scene.b } });
    tried = null;
  }

  /** @param {Moment} m @returns {Scene | null} */
  function see({ lab, frame }) {
    const facts = factsOf(lab, frame, state);
    if (!facts) return null;
    // Another baseline in the run ends what was tried.
    const { baseline } = lab.experiment.estimator;
    if (known && baseline !== known && !same(baseline, known)) tried = null;
    known = baseline;
    const running = runsBaseline(frame, state, facts);
    basis = basisOf(facts, basis);
    return { facts, basis, b: tried ?? running, running, usable: baseline !== undefined && tried !== null };
  }

  return {
    draw(m, words) {
      scene = see(m);
      host.note(scene ? "" : "No action values were kept for this moment.");
      if (scene) {
        const { facts, b } = scene;
        tries.curve.range(...windows.curve(facts, b, tried !== null));
        const both = windows.halves(facts, scene.basis, b, tried !== null);
        if (both) halves.range(both);
      }
      if (words) {
        halves.write(scene);
        tries.write(scene, windows.between);
      }
      halves.redraw();
      tries.curve.redraw();
    },
    summary: (m) => sentence(scene, m.lab, state),
    table: (m) => tableOf(scene, m.lab),
    destroy() {
      halves.destroy();
      tries.curve.destroy();
    },
  };
}
