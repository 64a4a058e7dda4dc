/** The features of one state as they are tried here: the run's own, those a person made of them, and the plane both are drawn on. */

import { balance, columnsOf, planeOf, project, projected, replaced } from "../../maths/balance.js";
import { fixed } from "../../maths/format.js";
import { oneHot } from "../../maths/softmax.js";
import { firstState } from "../parts/fields.js";

/** Columns of numbers shown at once. */
const COLUMNS = 12;
/** Features up to this many numbers are handed to a run (and fit into a link). */
const LARGEST = 600;

/** @param {import("../../types.js").Lab} lab */
export function createTrial({ problem, policy, experiment }) {
  const actions = problem.action_names.length;
  const oneHots = experiment.policy.features?.kind === "one_hot";
  let state = firstState(problem);
  /** Features tried here; null: the run's own. @type {number[][] | null} */
  let tried = null;
  /** @type {number[][]} */
  let own = [];
  let plane = planeOf([[]]);
  /** @type {number[]} */
  let columns = [];
  choose(state);

  /** One-hot features stand for the state's own block of theta. */
  function offset() {
    return oneHots ? state * actions : 0;
  }

  /** The name of a column's parameter. @param {number} k */
  function parameter(k) {
    return policy.parameter_names[offset() + k] ?? "";
  }

  /** The state's features, the plane they lie on and the columns worth reading. @param {number} wanted */
  function choose(wanted) {
    state = wanted;
    tried = null;
    own = oneHots ? oneHot(actions) : (policy.phi?.[state] ?? []);
    plane = planeOf(own);
    columns = columnsOf(own, COLUMNS);
  }

  return {
    choose,
    get state() {
      return state;
    },
    get phi() {
      return tried ?? own;
    },
    get own() {
      return own;
    },
    get tried() {
      return tried !== null;
    },
    get plane() {
      return plane;
    },
    get columns() {
      return columns;
    },
    parameter,
    /** Where a vector lies on the plane. @param {readonly number[]} v */
    place: (v) => project(plane, v),
    /** @param {readonly number[]} theta @param {number} temperature */
    balanced: (theta, temperature) =>
      balance(tried ?? own, theta.slice(offset(), oneHots ? offset() + actions : undefined), temperature),
    /**
     * What there is to draw.
     * @param {import("../../maths/balance.js").Balance} balanced
     * @param {number} chosen action
     * @param {(v: readonly number[]) => string} list a vector in words
     */
    scene({ pi, pivot }, chosen, list) {
      const phi = tried ?? own;
      const place = (/** @type {readonly number[]} */ v) => project(plane, v);
      return {
        names: problem.action_names,
        chosen,
        pi,
        pivot: place(pivot),
        weights: phi.map(place),
        ghosts: tried ? own.map(place) : [],
        coordinates: plane.kind === "coordinates" ? [parameter(0), parameter(1)] : null,
        note: projected(plane, phi) ? "projected" : "",
        words: (/** @type {number} */ a) =>
          `φ(${problem.action_names[a]}) = ${list(phi[a] ?? [])}<br>π = ${fixed(pi[a], 3)}`,
      };
    },
    /** Try others; null: back to the run's own. @param {number[][] | null} rows */
    attempt(rows) {
      tried = rows;
    },
    /** All the run's features with those tried in their place; null where there is nothing to hand over. */
    whole: () => (tried && policy.phi ? replaced(policy.phi, state, tried, offset()) : null),
    /** Why the run cannot take these features; "" where it can. */
    refusal() {
      const cells = problem.states * actions * policy.parameters;
      if (!policy.phi || cells > LARGEST) return `Too many numbers to send: ${cells}, at most ${LARGEST}.`;
      return tried ? "" : "Drag a φ or type one first.";
    },
  };
}
