/**
 * Learning curve: the exact J as a line, what episodes returned as dots, and where controls were changed; on axes to choose
 * (curve/axes.js), and for several runs beside it where they stand (curve/ends.js).
 */

import { el, setText } from "../dom/elements.js";
import { areaY, dot, line, text as words } from "../marks/mark.js";
import { bestOf, climbedOf, exactOf, inLanes, rangeOf, returnsOf, spreadOf } from "../maths/curve.js";
import { count, fixed, magnitude, rounded, short } from "../maths/format.js";
import { steady } from "../maths/steady.js";
import { growing } from "../stage/scale.js";
import { AXES } from "./curve/axes.js";
import { bestInWords, createEnds, endsInWords, MOST_BARS } from "./curve/ends.js";
import { curvePast } from "./curve/past.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {[number, number]} Range */

const POINTS = 300;
/** How many lanes control changes are written in, one above the other. */
const LANES = 3;
/** A choice that outlives a new problem. @type {keyof typeof AXES} */
let chosen = "linear";

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { theme } = host;
  let best = bestOf(host.lab);
  let known = bestKnownFrom(host.lab);
  const font = `${theme.size}px ${theme.font}`;
  /** @type {Moment | null} */
  let latest = null;
  /** @type {Range | null} */
  let rangeY = null;
  /** @type {import("../maths/curve.js").Dot[]} */
  let exact = [];
  /** J + beta H, where there is a bonus. @type {import("../maths/curve.js").Dot[]} */
  let climbed = [];
  /** @type {import("../maths/curve.js").Dot[]} */
  let returns = [];
  /** @type {import("../maths/curve.js").Spread[]} */
  let spread = [];
  /** @type {Map<string, number>} */
  const widths = new Map();
  const ruler = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));

  if (AXES[chosen].gap && best === null) chosen = "linear";
  let axes = AXES[chosen];
  const choice = el("select", { onchange: () => choose(/** @type {keyof typeof AXES} */ (choice.value)) });
  for (const [name, { title, gap }] of Object.entries(AXES))
    if (!gap || best !== null) choice.append(el("option", { value: name, text: title }));
  choice.value = chosen;
  const exactKey = key("curve-exact", "exact J");
  const climbedKey = key("curve-climbed", "exact J + βH");
  const bestKey = key("curve-best", "");
  const returnsKey = key("curve-return", "sampled returns");
  const guideKey = key("curve-guide", "as 1/t falls");
  const keys = el("span", { class: "curve-keys" }, exactKey, climbedKey, returnsKey, bestKey, guideKey);
  keys.title = "A dot is the mean return of the episodes since the previous dot: fast play averages many.";
  const many = host.lab.experiment.runs ?? 1;
  if (many > 1) keys.append(key("curve-band", `median and 10 to 90 % of ${count(many)} runs`));
  const place = el("div", { class: "curve-picture" });
  const menu = el("label", { class: "inline-field" }, "Axes ", choice);
  host.body.append(el("div", { class: "curve-bar" }, keys, menu), place);
  let drawn = "";
  const curvePlace = el("div", { class: "curve-picture" });
  place.append(curvePlace);
  let stage = build();
  const { problem } = host.lab;
  const ends =
    many > 1 &&
    problem.states === 1 &&
    host.lab.experiment.problem["each_run"] !== true &&
    problem.actions > 1 &&
    problem.actions <= MOST_BARS
      ? createEnds(host, place, many)
      : null;

  /** @param {string} kind @param {string} text */
  function key(kind, text) {
    return el("span", { class: "curve-key" }, el("i", { class: kind, "aria-hidden": "true" }), text);
  }

  function build() {
    const x = axes.x(growing(latest?.frame.update ?? 0));
    const y = axes.y(rangeY ?? [0, 1]);
    drawn = ticksOf(x, y);
    return host.stage(
      {
        label:
          "Line: the exact objective over the updates. Dots: mean returns of sampled episodes. Vertical lines: control changes.",
        x,
        y,
        margin: { t: 6, r: 16, ...(axes.gap ? { l: 60 } : {}) },
        marks,
      },
      curvePlace,
    );
  }

  /** The ticks that are named, by which a stage is known. @param {{names?: {texts: string[]}}[]} both */
  function ticksOf(...both) {
    return both.map(({ names }) => names?.texts.join(" ")).join("|");
  }

  /** Axis titles and named ticks belong to a stage for good: others are another stage. */
  function rebuild() {
    stage.destroy();
    stage = build();
  }

  /** @param {keyof typeof AXES} name */
  function choose(name) {
    chosen = name;
    axes = AXES[name];
    rangeY = null;
    if (latest) see(latest);
    rebuild();
    host.redraw();
  }

  /** @param {number} update */
  function along(update) {
    return axes.along(update);
  }

  /** @param {number} value */
  function up(value) {
    return axes.up(value, best ?? 0);
  }

  /** @param {Moment} m */
  function see(m) {
    latest = m;
    const frames = m.history.thin(POINTS);
    exact = exactOf(frames);
    climbed = climbedOf(frames);
    if (bestKnownFrom(m.lab) !== known) best = bestOf(m.lab);
    known = bestKnownFrom(m.lab);
    returns = axes.gap ? [] : returnsOf(frames);
    spread = spreadOf(frames);
    const seen = axes.gap ? lostRange() : rangeOf([...exact, ...climbed], returns, best, spread);
    rangeY = steady(rangeY, seen, { air: 0.1, slack: 4 });
  }

  /** The logarithms of all that is lost at the moments drawn. @returns {Range} */
  function lostRange() {
    const values = [...exact.map(({ value }) => value), ...spread.flatMap(({ low, high }) => [low, high])];
    const logs = values.map(up).filter((log) => log !== null);
    return logs.length ? [Math.min(...logs), Math.max(...logs)] : [-1, 0];
  }

  function writeKeys() {
    climbedKey.hidden = climbed.length === 0 || axes.gap === true;
    bestKey.hidden = best === null || axes.gap === true;
    returnsKey.hidden = axes.gap === true;
    guideKey.hidden = !axes.gap;
    setText(/** @type {Node} */ (exactKey.lastChild), axes.gap ? "best − J" : "exact J");
    setText(/** @type {Node} */ (bestKey.lastChild), `best ${short(best, 3)}`);
  }

  /** @param {Stage} st */
  function marks(st) {
    if (!latest) return [];
    const [x, y] = st.ranges();
    const across = { x: [x?.[0] ?? 0, x?.[1] ?? 1], stroke: theme.accent, strokeDasharray: [6, 4] };
    const now = exact.at(-1);
    return [
      ...(best === null || axes.gap
        ? []
        : [
            line({ name: "best possible", ...across, y: [best, best], title: () => `best possible ${short(best, 4)}` }),
          ]),
      ...(axes.gap && now ? guide(now, across.x) : []),
      ...changes(st),
      ...bandMarks(),
      // A mean far off stands at the edge.
      dot({
        name: "sampled returns",
        x: returns.map(({ update }) => along(update)),
        y: returns.map(({ value }) => Math.min(y?.[1] ?? value, Math.max(y?.[0] ?? value, value))),
        symbol: "square",
        r: 1.5,
        fill: theme.estimate,
        fillOpacity: 0.5,
        title: (i) => `update ${count(returns[i]?.update ?? 0)}: episodes returned ${short(returns[i]?.value ?? 0, 4)}`,
      }),
      ...(axes.gap ? [] : [curve("J + βH", climbed, { strokeDasharray: [2, 3] })]),
      curve(axes.gap ? "best − J" : "J", exact, { strokeWidth: theme.weight }),
      ...(now ? [dot({ name: "J", ...at(now), r: 4.75, fill: theme.exact, stroke: theme.paper, clip: false })] : []),
    ];
  }

  /** @param {import("../maths/curve.js").Dot} dot */
  const at = ({ update, value }) => ({ x: [along(update)], y: [up(value)] });

  /** A straight line through the present point along which a loss falls like 1/t. @param {import("../maths/curve.js").Dot} now @param {number[]} x */
  function guide(now, x) {
    const [[u], [v]] = [at(now).x, at(now).y];
    if (u === undefined || v === undefined || v === null) return [];
    const y = x.map((one) => v - (one - u));
    return [line({ name: "as 1/t falls", x, y, stroke: theme.quiet, strokeDasharray: [6, 4] })];
  }

  /** @param {string} name @param {readonly import("../maths/curve.js").Dot[]} points @param {object} look */
  function curve(name, points, look) {
    return line({
      name,
      x: points.map(({ update }) => along(update)),
      y: points.map(({ value }) => up(value)),
      stroke: theme.exact,
      title: (i) => {
        const { update = 0, value = 0 } = points[i] ?? {};
        return `update ${count(update)}: ${name} = ${short(axes.gap ? (best ?? 0) - value : value, 5)}`;
      },
      ...look,
    });
  }

  /** Where most of several runs lie. */
  function bandMarks() {
    if (spread.length < 2) return [];
    const name = `median and 10 to 90 % of ${count(many)} runs`;
    const x = spread.map(({ update }) => along(update));
    /** @param {number} i */
    const title = (i) => {
      const { update = 0, low = NaN, middle = NaN, high = NaN } = spread[i] ?? {};
      return `update ${count(update)}: 10 % of the runs below ${short(low, 4)}, half below ${short(middle, 4)}, 90 % below ${short(high, 4)}`;
    };
    const edges = { y1: spread.map(({ low }) => up(low)), y2: spread.map(({ high }) => up(high)) };
    return [
      areaY({ name, x, ...edges, fill: theme.accent, fillOpacity: 0.18 }),
      line({
        name,
        x,
        y: spread.map(({ middle }) => up(middle)),
        stroke: theme.accent,
        strokeDasharray: [2, 2],
        title,
      }),
    ];
  }

  /** Control changes: a line each, and its words where they have room. @param {Stage} st */
  function changes(st) {
    const made = latest?.history.marks ?? [];
    const { left, top, width, height } = st.area;
    const wanted = made.map(({ update, text }) => ({ at: st.x(along(update)), width: wide(text) }));
    const placed = inLanes(wanted, LANES, left + width);
    return made.flatMap(({ update, text }, i) => {
      const { lane, left: from } = /** @type {{lane: number, left: number}} */ (placed[i]);
      const [, [low, high]] = /** @type {[Range, Range]} */ (st.ranges());
      const name = "control changes";
      const rule = { x: [along(update), along(update)], y: [low, high], stroke: theme.line, strokeDasharray: [3, 3] };
      const [x, y] = st.at(from + 4, top + height - 8 - lane * (theme.size + 3));
      const look = {
        fill: theme.quiet,
        fontSize: theme.size,
        halo: theme.paper,
        textAnchor: /** @type {const} */ ("start"),
      };
      return [
        line({ name, ...rule, title: () => text }),
        ...(lane < 0 ? [] : [words({ name, x: [x], y: [y], text: [text], ...look })]),
      ];
    });
  }

  /** How wide a control change's words are, CSS px. @param {string} text */
  function wide(text) {
    let known = widths.get(text);
    if (known === undefined) {
      ruler.font = font;
      known = ruler.measureText(text).width + 10;
      widths.set(text, known);
    }
    return known;
  }

  return {
    draw(m) {
      see(m);
      writeKeys();
      const [x, y] = [axes.x(growing(m.frame.update)), axes.y(rangeY ?? [0, 1])];
      if (ticksOf(x, y) !== drawn) rebuild();
      else stage.range(x.range, rangeY ?? undefined);
      stage.redraw();
      ends?.draw(m.frame);
    },
    summary(m) {
      see(m);
      const { value: now, regularized_value: whole } = m.frame.exact ?? {};
      if (now === undefined) return "No exact value was kept for this moment.";
      const digits = Math.abs(now) < 100 ? 3 : 1;
      const lost = best === null ? "" : `, ${belowWords(Math.max(0, best - now), digits)} the best possible`;
      const bonus = whole === undefined ? "" : `; J + βH = ${fixed(whole, digits)}`;
      const drawn =
        m.frame.block.mean_return === null
          ? ""
          : `; the last ${m.frame.block.episodes === 1 ? "episode" : `${count(m.frame.block.episodes)} episodes`} returned ${fixed(m.frame.block.mean_return, digits)}`;
      const band = spread.at(-1);
      const among = band
        ? ` Of ${count(many)} runs the median is ${fixed(band.middle, digits)}, and 80 % lie between ${fixed(band.low, digits)} and ${fixed(band.high, digits)}.${endsInWords(m.frame, problem.action_names)}${bestInWords(m.frame)}`
        : "";
      const done = `${count(m.frame.update)} ${m.frame.update === 1 ? "update" : "updates"}`;
      return `J = ${fixed(now, digits)} after ${done}${lost}${bonus}${drawn}.${among}`;
    },
    table(m) {
      const frames = m.history.thin(24);
      return {
        columns: [
          "Update",
          "Exact J",
          ...(climbed.length ? ["J + βH"] : []),
          "Mean return",
          "Episodes",
          ...(many > 1 ? ["10 % of runs", "Median", "90 %"] : []),
        ],
        rows: frames.map((frame) => {
          const [band] = spreadOf([frame]);
          const others = many > 1 ? [rounded(band?.low, 4), rounded(band?.middle, 4), rounded(band?.high, 4)] : [];
          return [
            frame.update,
            rounded(frame.exact?.value, 4),
            ...(climbed.length ? [rounded(frame.exact?.regularized_value, 4)] : []),
            rounded(frame.block.mean_return, 4),
            frame.block.episodes,
            ...others,
          ];
        }),
      };
    },
    numbers: (m) => curvePast(m.history.frames),
    keys: () => [
      { mark: "line", color: theme.exact, text: "exact J" },
      ...(climbed.length
        ? [{ mark: /** @type {const} */ ("line"), color: theme.exact, text: "exact J + βH", dash: [2, 3] }]
        : []),
      { mark: "square", color: theme.estimate, text: "sampled returns" },
      ...(best === null
        ? []
        : [{ mark: /** @type {const} */ ("line"), color: theme.accent, text: `best ${short(best, 3)}`, dash: [5, 4] }]),
      ...(many > 1
        ? [
            {
              mark: /** @type {const} */ ("band"),
              color: theme.accent,
              text: `median and 10 to 90 % of ${count(many)} runs`,
            },
          ]
        : []),
    ],
    destroy() {
      stage.destroy();
      ends?.destroy();
    },
  };
}

/** What the best J depends on and may change in play. @param {import("../types.js").Lab} lab */
function bestKnownFrom({ experiment: { policy, objective } }) {
  return `${policy["sigma"]} ${objective.discount}`;
}

/** How far below, with the sentence's decimals where they tell anything. @param {number} gap @param {number} digits */
function belowWords(gap, digits) {
  if (gap === 0) return "level with";
  return `${gap < 10 ** -digits ? magnitude(gap) : fixed(gap, digits)} below`;
}
