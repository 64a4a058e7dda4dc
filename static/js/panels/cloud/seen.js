/** The cloud a moment shows: kept with it or a little before, its episodes on spots, and the window it fits. */

import { nameSpots, reachOf, scoresAlong, spotsOf } from "../../maths/cloud.js";
import { patient, quantile } from "../../maths/steady.js";
import { covering } from "../../stage/scale.js";
import { SIGMAS } from "./pictures.js";

/** @typedef {import("../../types.js").Moment} Moment */
/** @typedef {import("../../types.js").Frame} Frame */
/** @typedef {import("../../types.js").Cloud} Cloud */
/** @typedef {{cloud: Cloud, frame: Frame, spots: import("../../maths/cloud.js").Spot[]}} Seen */
/** @typedef {[number, number]} Range */

/** While playing fast only some frames carry a cloud: this far back one is looked for. */
const BACK = 60;
/** The farthest few would shrink all others to a blot: beyond this share at each end they stand at the picture's edge. */
const TAIL = 0.02;
/** The narrowest picture, as a share of what it shows along the other axis. */
const LEAST = 1e-6;
/** How many clouds in a row must fit a narrower picture before it narrows. */
const PATIENCE = 6;

/** The newest frame at or before the moment whose cloud suits. @param {Moment} m @param {(cloud: Cloud) => boolean} suits */
export function frameWithCloud(m, suits) {
  if (m.frame.lost) return null;
  const { frames } = m.history;
  for (let i = frames.length - 1; i >= Math.max(0, frames.length - BACK); i -= 1) {
    const frame = /** @type {Frame} */ (frames[i]);
    if (frame.cloud && suits(frame.cloud)) return frame;
  }
  return m.frame.cloud ? m.frame : null;
}

/** @param {Cloud} cloud @param {Frame} frame which carries it @param {import("../../types.js").Lab} lab @returns {Seen} */
export function seenOf(cloud, frame, { problem, policy, experiment }) {
  const spots = spotsOf(cloud.samples);
  const pi = frame.probabilities?.[0];
  if (problem.states === 1 && pi && policy.phi?.[0])
    nameSpots(
      spots,
      scoresAlong(policy.phi[0], pi, cloud.axes, experiment.policy.temperature),
      noiseless(experiment.problem),
    );
  return { cloud, frame, spots };
}

/** Whether every arm always pays the same. @param {import("../../types.js").Part} problem */
function noiseless(problem) {
  return (
    problem.kind === "bandit" &&
    problem["distribution"] !== "bernoulli" &&
    [problem["reward_std"]].flat().every((spread) => !spread)
  );
}

/** Windows that wait before they narrow. */
export function createWindow() {
  const fresh = () => ({ x: patient(PATIENCE, { slack: 2 }), y: patient(PATIENCE, { slack: 2 }) });
  let framing = fresh();
  return {
    forget() {
      framing = fresh();
    },
    /** @param {Cloud} cloud @param {boolean} still whether it is looked at, so that it fits at once @returns {[Range, Range]} */
    around: (cloud, still) => [framing.x(wantedOf(cloud, 0), still), framing.y(wantedOf(cloud, 1), still)],
  };
}

/** What should be seen along one axis. @param {Cloud} cloud @param {0 | 1} i */
function wantedOf({ covariance, samples, exact, mean }, i) {
  const reach = reachOf(covariance, SIGMAS)[i];
  const sorted = Float64Array.from(samples, (point) => point[i]).sort();
  const ends = [quantile(sorted, TAIL), quantile(sorted, 1 - TAIL)];
  // However small it all is, it fills the picture; along one axis there may be nothing at all.
  const least = LEAST * Math.max(...exact.map(Math.abs), ...mean.map(Math.abs), ...reachOf(covariance, SIGMAS)) || 1;
  return covering([0, exact[i], mean[i] - reach, mean[i] + reach, ...ends], 0, least);
}
