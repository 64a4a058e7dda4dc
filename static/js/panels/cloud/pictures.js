/** The estimate cloud as marks: its dots, its mean and its spread, the exact gradient, and where words cover least of them. */

import { arrow, dot, line, text } from "../../marks/mark.js";
import { widthOf } from "../../marks/ruler.js";
import { radiusOf } from "../../maths/cloud.js";
import { count, short } from "../../maths/format.js";
import { createLabels } from "../../stage/labels.js";

/** @typedef {import("../../types.js").Cloud} Cloud */
/** @typedef {import("../../types.js").Stage} Stage */
/** @typedef {import("../../types.js").Mark} Mark */
/** @typedef {import("../../maths/cloud.js").Spot} Spot */

/** How many standard deviations the ellipses reach. */
export const SIGMAS = 2;
/** A spot that holds the whole cloud has this radius, px. */
const LARGEST = 30;
/** Up to this many spots each say what they are; of more, only those that hold much of the cloud. */
const FEW = 24;
/** Points of an ellipse that words should not cover, and that it is drawn with. */
const RIM = 24;
const FINE = 96;

/** @param {Spot} spot @param {number} total */
const radius = (spot, total) => radiusOf(spot.count, total, LARGEST, 2);

/**
 * The dots, those of one action together; those beyond the picture's edge stand at it.
 * @param {Stage} stage
 * @param {readonly Spot[]} spots the largest first
 * @param {number} total episodes in the cloud
 * @param {{actions: readonly string[], axes: readonly [string, string]}} names
 * @returns {Mark[]}
 */
export function spotMarks(stage, spots, total, names) {
  const { theme } = stage;
  const fillOpacity = spots.length <= FEW ? 0.75 : 0.55;
  const first = spots.length - lone(spots);
  const large = spots.slice(0, first);
  /** @param {readonly Spot[]} some @param {string} name @param {object} look */
  const dots = (some, name, look) => {
    const places = some.map((spot) => stage.at(...held(stage, spot)));
    return dot({
      name,
      x: places.map(([x]) => x),
      y: places.map(([, y]) => y),
      fill: theme.trail,
      fillOpacity,
      title: (i) => {
        const { x = NaN, y = NaN, count: many = 0 } = some[i] ?? {};
        return `${count(many)} of ${count(total)} episodes<br>${names.axes[0]}: ${short(x, 4)}<br>${names.axes[1]}: ${short(y, 4)}`;
      },
      ...look,
    });
  };
  const groups = [...new Set(large.map(({ action }) => action))].map((action) => {
    const some = large.filter((spot) => spot.action === action);
    const r = some.map((spot) => radius(spot, total));
    if (action < 0) return dots(some, "episodes", { r });
    const { color, shape } = theme.action(action);
    return dots(some, `episodes of ${names.actions[action]}`, { r, fill: color, symbol: shape });
  });
  return [
    ...groups,
    // Lone episodes of no known action are many, and small.
    ...(first < spots.length ? [dots(spots.slice(first), "episodes", { symbol: "square", r: 2 })] : []),
    spotWords(stage, large, total, spots.length <= FEW, names.actions),
  ];
}

/** Where a spot stands, CSS px: at the edge where it lies beyond it. @param {Stage} stage @param {Spot} spot @returns {[number, number]} */
function held({ area: { left, top, width, height }, x, y }, spot) {
  return [
    Math.min(left + width - 3, Math.max(left + 3, x(spot.x))),
    Math.min(top + height - 3, Math.max(top + 3, y(spot.y))),
  ];
}

/** Whether a spot is worth words among many. @param {Spot} spot @param {number} total */
const worthWords = (spot, total) => spot.count >= 0.05 * total;

/** How high a spot's words stand: away from the axis, px. @param {Pick<Stage, "theme">} stage @param {Spot} spot @param {number} y @param {number} r */
const wordsAt = ({ theme }, spot, y, r) => y + (spot.y < 0 ? 1 : -1) * (r + theme.size * 0.75);

/** How many episodes the larger spots hold, where there is room. @param {Stage} stage @param {readonly Spot[]} spots @param {number} total @param {boolean} few @param {readonly string[]} names */
function spotWords(stage, spots, total, few, names) {
  const { theme } = stage;
  const font = `${theme.size}px ${theme.font}`;
  const labels = createLabels({ size: theme.size, font, within: stage.area });
  /** @type {{at: [number, number], words: string}[]} */
  const found = [];
  for (const spot of few ? spots : spots.slice(0, 3)) {
    if (!few && !worthWords(spot, total)) break;
    const r = radius(spot, total);
    const [x, y] = held(stage, spot);
    const [aside, beyond] = [r + 4, wordsAt(stage, spot, y, r) - y];
    const words = `${spot.action >= 0 ? `${names[spot.action]} ` : ""}${count(spot.count)}×`;
    const wide = widthOf(words, font) / 2;
    const place = labels.find(words, [
      { x, y: y + beyond },
      { x, y: y - beyond },
      { x: x + aside + wide, y },
      { x: x - aside - wide, y },
    ]);
    if (place) found.push({ at: stage.at(place.x, place.y), words });
  }
  return text({
    name: "episodes",
    x: found.map(({ at }) => at[0]),
    y: found.map(({ at }) => at[1]),
    text: found.map(({ words }) => words),
    fill: theme.ink,
    fontSize: theme.size,
    halo: theme.paper,
  });
}

/** How many at the end are single episodes of no known action. @param {readonly Spot[]} spots */
function lone(spots) {
  const last = spots.findLastIndex((spot) => spot.count !== 1 || spot.action !== -1);
  return spots.length - 1 - last;
}

/** @param {readonly [number, number]} at */
const pair = ([x, y]) => `(${short(x, 4)}, ${short(y, 4)})`;

/** The exact gradient, from zero. @param {Pick<Stage, "theme">} stage @param {readonly [number, number]} exact @param {string} name what it is @returns {Mark} */
export function exactMark({ theme }, exact, name) {
  return arrow({
    name,
    x1: 0,
    y1: 0,
    x2: exact[0],
    y2: exact[1],
    fill: theme.exact,
    halo: theme.paper,
    strokeWidth: 2.5 * theme.weight,
    head: 11,
    title: () => `${name} ${pair(exact)}`,
  });
}

/**
 * The mean, the spread of one episode and of a batch's mean, and the exact gradient.
 * @param {Stage} stage
 * @param {Cloud} cloud
 * @param {number} batch episodes in the estimate of an update
 * @param {string} gradient what the arrow is
 * @returns {Mark[]}
 */
export function momentMarks({ theme }, cloud, batch, gradient) {
  const still = alike(cloud);
  const { mean, exact } = cloud;
  /** @param {string} name @param {number} sigmas @param {object} look */
  const ellipse = (name, sigmas, look) => {
    const rim = rimOf(cloud, sigmas, FINE);
    return line({ name, x: rim.map(([x]) => x), y: rim.map(([, y]) => y), stroke: theme.ink, legend: true, ...look });
  };
  return [
    ...(still ? [] : [ellipse(`${SIGMAS}σ of one episode`, SIGMAS, {})]),
    ...(batch > 1 && !still
      ? [
          ellipse(`${SIGMAS}σ of a mean of ${batch}`, SIGMAS / Math.sqrt(batch), {
            stroke: theme.estimate,
            strokeDasharray: [4, 3],
          }),
        ]
      : []),
    exactMark({ theme }, exact, gradient),
    dot({
      name: "mean of the dots",
      x: [mean[0]],
      y: [mean[1]],
      symbol: "diamond",
      r: 4.5 * theme.weight,
      fill: theme.estimate,
      stroke: theme.paper,
      title: () => `mean ${pair(mean)}`,
    }),
  ];
}

/** What rounding leaves of estimates that are all the same, beside their size. */
const ROUNDING = 1e-12;

/** Whether all a cloud's estimates are the same. @param {Cloud} cloud */
export function alike({ covariance, mean, exact }) {
  const spread = Math.sqrt(Math.max(0, covariance[0][0] + covariance[1][1]));
  return spread <= ROUNDING * Math.max(Math.hypot(...mean), Math.hypot(...exact), 1e-300);
}

/**
 * The corner where words cover least: episodes, the ellipse, the arrow's tip. They do not jump to and fro for a dot.
 * @param {Stage} stage
 * @param {Cloud} cloud
 * @param {readonly Spot[]} spots
 * @param {readonly [number, number]} size of the words, CSS px
 * @param {string | undefined} before the corner they are in
 */
export function cornerFor(stage, cloud, spots, [wide, high], before) {
  const { theme } = stage;
  const { left, top, width, height } = stage.area;
  const [right, bottom] = [left + width, top + height];
  /** @param {number} x @param {number} y @param {number} r @param {readonly number[]} corner */
  const covered = (x, y, r, [x0 = 0, y0 = 0]) => x + r > x0 && x - r < x0 + wide && y + r > y0 && y - r < y0 + high;
  const rim = rimOf(cloud, SIGMAS, RIM);
  const total = cloud.samples.length;
  const costs = Object.entries({
    "top-right": [right - wide, top],
    "top-left": [left, top],
    "bottom-right": [right - wide, bottom - high],
    "bottom-left": [left, bottom - high],
  }).map(([name, corner]) => {
    let cost = covered(stage.x(cloud.exact[0]), stage.y(cloud.exact[1]), 8, corner) ? 1 : 0;
    for (const spot of spots) {
      const [x, y, r] = [stage.x(spot.x), stage.y(spot.y), radius(spot, total)];
      if (covered(x, y, r, corner)) cost += 0.1 + spot.count / total;
      else if (worthWords(spot, total) && covered(x, wordsAt(stage, spot, y, r), 1.5 * theme.size, corner)) cost += 0.2;
    }
    for (const [x, y] of rim) if (covered(stage.x(x), stage.y(y), 0, corner)) cost += 0.1;
    return { name, cost };
  });
  const best = costs.reduce((least, one) => (one.cost < least.cost ? one : least));
  const present = costs.find((one) => one.name === before);
  return present && present.cost <= 1.5 * best.cost + 0.15 ? present.name : best.name;
}

/** Points of an ellipse of that many standard deviations, the first again at the end. @param {Cloud} cloud @param {number} sigmas @param {number} points @returns {[number, number][]} */
function rimOf({ mean, covariance }, sigmas, points) {
  const [[xx, xy], [, yy]] = covariance;
  const [a, b] = [Math.sqrt(Math.max(0, xx)), Math.sqrt(Math.max(0, xx * yy - xy * xy))];
  return Array.from({ length: points + 1 }, (_, i) => {
    const turn = (2 * Math.PI * i) / points;
    const [c, s] = [sigmas * Math.cos(turn), sigmas * Math.sin(turn)];
    // The covariance's square root (Cholesky) times a point of the circle.
    const y = a > 0 ? (xy / a) * c + (b / a) * s : Math.sqrt(Math.max(0, yy)) * s;
    return [mean[0] + a * c, mean[1] + y];
  });
}
