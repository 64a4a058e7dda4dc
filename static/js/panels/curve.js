/** Learning curve: the exact J as a line, what episodes returned as dots, and where controls were changed. */

import { el, setText } from "../dom/elements.js";
import { areaY, dot, line, text as words } from "../marks/mark.js";
import {
  bestOf,
  climbedOf,
  exactOf,
  inLanes,
  logTicks,
  logUpdate,
  rangeOf,
  returnsOf,
  spreadOf,
} from "../maths/curve.js";
import { count, fixed, magnitude, short } from "../maths/format.js";
import { steady } from "../maths/steady.js";
import { growing } from "../stage/scale.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {[number, number]} Range */

const POINTS = 300;
/** How many lanes control changes are written in, one above the other. */
const LANES = 3;
/** A choice that outlives a new problem. */
let logarithmic = false;

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { theme } = host;
  let best = bestOf(host.lab);
  let spreadOfPolicy = host.lab.experiment.policy["sigma"];
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

  const toggle = el("button", {
    type: "button",
    class: "small-button",
    "aria-pressed": String(logarithmic),
    text: "Log axis",
    onclick: () => turn(!logarithmic),
  });
  const climbedKey = key("curve-climbed", "exact J + βH");
  const bestKey = key("curve-best", "");
  const keys = el(
    "span",
    { class: "curve-keys" },
    key("curve-exact", "exact J"),
    climbedKey,
    key("curve-return", "sampled returns"),
    bestKey,
  );
  keys.title = "A dot is the mean return of the episodes since the previous dot: fast play averages many.";
  const many = host.lab.experiment.runs ?? 1;
  if (many > 1) keys.append(key("curve-band", `median and 10 to 90 % of ${count(many)} runs`));
  const place = el("div", { class: "curve-picture" });
  host.body.append(el("div", { class: "curve-bar" }, keys, toggle), place);
  let stage = build();

  /** @param {string} kind @param {string} text */
  function key(kind, text) {
    return el("span", { class: "curve-key" }, el("i", { class: kind, "aria-hidden": "true" }), text);
  }

  function build() {
    const last = growing(latest?.frame.update ?? 0);
    return host.stage(
      {
        label:
          "Line: the exact objective over the updates. Dots: mean returns of sampled episodes. Vertical lines: control changes.",
        x: {
          range: logarithmic ? [0, logUpdate(last)] : [0, last],
          title: logarithmic ? "updates, logarithmic" : "updates",
          ticks: 4,
          ...(logarithmic ? { names: logTicks(last) } : {}),
        },
        y: { range: rangeY ?? [0, 1], ticks: 5 },
        margin: { t: 6, r: 16 },
        marks,
      },
      place,
    );
  }

  /** Axis titles and ticks belong to a stage for good: another axis is another stage. @param {boolean} on */
  function turn(on) {
    logarithmic = on;
    toggle.setAttribute("aria-pressed", String(on));
    stage.destroy();
    reach = growing(latest?.frame.update ?? 0);
    stage = build();
    host.redraw();
  }

  let reach = growing(0);

  /** Where an update stands on the axis. @param {number} update */
  const along = (update) => (logarithmic ? logUpdate(update) : update);

  /** @param {Moment} m */
  function see(m) {
    latest = m;
    const frames = m.history.thin(POINTS);
    exact = exactOf(frames);
    climbed = climbedOf(frames);
    if (m.lab.experiment.policy["sigma"] !== spreadOfPolicy) best = bestOf(m.lab);
    spreadOfPolicy = m.lab.experiment.policy["sigma"];
    returns = returnsOf(frames);
    spread = spreadOf(frames);
    rangeY = steady(rangeY, rangeOf([...exact, ...climbed], returns, best, spread), { air: 0.1, slack: 4 });
  }

  function writeKeys() {
    climbedKey.hidden = climbed.length === 0;
    bestKey.hidden = best === null;
    setText(/** @type {Node} */ (bestKey.lastChild), `best ${short(best, 3)}`);
  }

  /** @param {Stage} st */
  function marks(st) {
    if (!latest) return [];
    const [x, y] = st.ranges();
    const ends = { x: [x?.[0] ?? 0, x?.[1] ?? 1], stroke: theme.accent, strokeDasharray: [6, 4] };
    const now = exact.at(-1);
    return [
      ...(best === null
        ? []
        : [line({ name: "best possible", ...ends, y: [best, best], title: () => `best possible ${short(best, 4)}` })]),
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
      curve("J + βH", climbed, { strokeDasharray: [2, 3] }),
      curve("J", exact, { strokeWidth: theme.weight }),
      ...(now ? [dot({ name: "J", ...at(now), r: 4.75, fill: theme.exact, stroke: theme.paper, clip: false })] : []),
    ];
  }

  /** @param {import("../maths/curve.js").Dot} dot */
  const at = ({ update, value }) => ({ x: [along(update)], y: [value] });

  /** @param {string} name @param {readonly import("../maths/curve.js").Dot[]} points @param {object} look */
  function curve(name, points, look) {
    return line({
      name,
      x: points.map(({ update }) => along(update)),
      y: points.map(({ value }) => value),
      stroke: theme.exact,
      title: (i) => `update ${count(points[i]?.update ?? 0)}: ${name} = ${short(points[i]?.value ?? 0, 5)}`,
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
    const edges = { y1: spread.map(({ low }) => low), y2: spread.map(({ high }) => high) };
    return [
      areaY({ name, x, ...edges, fill: theme.accent, fillOpacity: 0.18 }),
      line({ name, x, y: spread.map(({ middle }) => middle), stroke: theme.accent, strokeDasharray: [2, 2], title }),
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
      const next = growing(m.frame.update);
      if (next !== reach && logarithmic) {
        // The ticks of a logarithmic axis are named: a longer axis has more of them.
        turn(true);
        return;
      }
      reach = next;
      stage.range(logarithmic ? [0, logUpdate(next)] : [0, next], rangeY ?? undefined);
      stage.redraw();
    },
    summary(m) {
      see(m);
      const { value: now, regularized_value: whole } = m.frame.exact ?? {};
      if (now === undefined) return "No exact value was kept for this moment.";
      const lost = best === null ? "" : `, ${magnitude(Math.max(0, best - now))} below the best possible`;
      const bonus = whole === undefined ? "" : `; J + βH = ${fixed(whole, 3)}`;
      const drawn =
        m.frame.block.mean_return === null
          ? ""
          : `; the last ${m.frame.block.episodes === 1 ? "episode" : `${count(m.frame.block.episodes)} episodes`} returned ${short(m.frame.block.mean_return, 3)}`;
      const band = spread.at(-1);
      const among = band
        ? ` Of ${count(many)} runs the median is ${fixed(band.middle, 3)}, and 80 % lie between ${fixed(band.low, 3)} and ${fixed(band.high, 3)}.`
        : "";
      return `J = ${fixed(now, 3)} after ${count(m.frame.update)} updates${lost}${bonus}${drawn}.${among}`;
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
          const others = many > 1 ? [fixed(band?.low, 4), fixed(band?.middle, 4), fixed(band?.high, 4)] : [];
          return [
            frame.update,
            fixed(frame.exact?.value, 4),
            ...(climbed.length ? [fixed(frame.exact?.regularized_value, 4)] : []),
            fixed(frame.block.mean_return, 4),
            frame.block.episodes,
            ...others,
          ];
        }),
      };
    },
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
    destroy: () => stage.destroy(),
  };
}
