/** Learning curve: the exact J as a line, what episodes returned as dots, and where controls were changed. */

import { el, setText } from "../dom/elements.js";
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
import { dots, hairline, label, marker, path, segment } from "../stage/marks.js";
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
        margin: { t: 6 },
        paint,
        around: paintEnd,
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

  const across = (/** @type {number} */ update) => stage.x(logarithmic ? logUpdate(update) : update);

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

  /** @param {CanvasRenderingContext2D} ctx @param {Stage} st */
  function paint(ctx, st) {
    if (!latest) return;
    const { left, top, width, height } = st.area;
    const [low, high] = [top + height, top];
    if (best !== null)
      segment(ctx, left, st.y(best), left + width, st.y(best), {
        color: theme.accent,
        width: hairline(),
        dash: [6, 4],
      });
    paintMarks(ctx, st);
    paintBand(ctx, st);
    dots(
      ctx,
      returns.length,
      (i) => across(returns[i]?.update ?? 0),
      (i) => Math.min(low - 2, Math.max(high + 2, st.y(returns[i]?.value ?? 0))),
      { color: theme.estimate, size: 3, alpha: 0.5 },
    );
    path(
      ctx,
      climbed.length,
      (i) => across(climbed[i]?.update ?? 0),
      (i) => st.y(climbed[i]?.value ?? 0),
      { color: theme.exact, dash: [2, 3] },
    );
    path(
      ctx,
      exact.length,
      (i) => across(exact[i]?.update ?? 0),
      (i) => st.y(exact[i]?.value ?? 0),
      { color: theme.exact, width: theme.weight },
    );
  }

  /** The present end of the line, whole also where it stands on an axis. @param {CanvasRenderingContext2D} ctx @param {Stage} st */
  function paintEnd(ctx, st) {
    const now = exact.at(-1);
    if (!now) return;
    const { left, top, width, height } = st.area;
    const [x, y] = [across(now.update), st.y(now.value)];
    if (x >= left - 1 && x <= left + width + 1 && y >= top - 1 && y <= top + height + 1)
      marker(ctx, "circle", x, y, 4, { color: theme.exact, rim: theme.paper });
  }

  /** Where most of several runs lie. @param {CanvasRenderingContext2D} ctx @param {Stage} st */
  function paintBand(ctx, st) {
    if (spread.length < 2) return;
    ctx.beginPath();
    for (const { update, high } of spread) ctx.lineTo(across(update), st.y(high));
    for (let i = spread.length - 1; i >= 0; i -= 1)
      ctx.lineTo(across(spread[i]?.update ?? 0), st.y(spread[i]?.low ?? 0));
    ctx.closePath();
    ctx.fillStyle = theme.accent;
    ctx.globalAlpha = 0.18;
    ctx.fill();
    ctx.globalAlpha = 1;
    path(
      ctx,
      spread.length,
      (i) => across(spread[i]?.update ?? 0),
      (i) => st.y(spread[i]?.middle ?? 0),
      { color: theme.accent, dash: [2, 2] },
    );
  }

  /** @param {CanvasRenderingContext2D} ctx @param {Stage} st */
  function paintMarks(ctx, st) {
    const marks = latest?.history.marks ?? [];
    if (marks.length === 0) return;
    const { left, top, width, height } = st.area;
    ctx.font = font;
    const wanted = marks.map(({ update, text }) => {
      let wide = widths.get(text);
      if (wide === undefined) {
        wide = ctx.measureText(text).width + 10;
        widths.set(text, wide);
      }
      return { at: across(update), width: wide };
    });
    const placed = inLanes(wanted, LANES, left + width);
    marks.forEach(({ text }, i) => {
      const x = wanted[i]?.at ?? 0;
      segment(ctx, x, top, x, top + height, { color: theme.line, width: hairline(), dash: [3, 3] });
      const { lane, left: from } = /** @type {{lane: number, left: number}} */ (placed[i]);
      if (lane < 0) return;
      label(ctx, text, from + 4, top + height - 8 - lane * (theme.size + 3), {
        color: theme.quiet,
        font,
        halo: theme.paper,
      });
    });
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
    settle(m) {
      see(m);
      const x = (/** @type {number} */ update) => (logarithmic ? logUpdate(update) : update);
      const { marks } = m.history;
      const foot = rangeY?.[0] ?? 0;
      stage.settle([
        ...bandTraces(x),
        {
          type: "scatter",
          mode: "markers",
          x: returns.map((dot) => x(dot.update)),
          y: returns.map((dot) => dot.value),
          customdata: returns.map((dot) => dot.update),
          marker: { color: theme.estimate, size: 4, opacity: 0.5 },
          hovertemplate: "update %{customdata}: episodes returned %{y:.4g}<extra></extra>",
        },
        {
          type: "scatter",
          mode: "lines",
          x: exact.map((dot) => x(dot.update)),
          y: exact.map((dot) => dot.value),
          customdata: exact.map((dot) => dot.update),
          line: { color: theme.exact, width: 1.5 },
          hovertemplate: "update %{customdata}: J = %{y:.5g}<extra></extra>",
        },
        ...(climbed.length === 0
          ? []
          : [
              {
                type: "scatter",
                mode: "lines",
                x: climbed.map((dot) => x(dot.update)),
                y: climbed.map((dot) => dot.value),
                customdata: climbed.map((dot) => dot.update),
                line: { color: theme.exact, width: 1, dash: "2px 3px" },
                hovertemplate: "update %{customdata}: J + βH = %{y:.5g}<extra></extra>",
              },
            ]),
        {
          type: "scatter",
          mode: "markers",
          x: marks.map((mark) => x(mark.update)),
          y: marks.map(() => foot + ((rangeY?.[1] ?? 1) - foot) * 0.04),
          text: marks.map((mark) => mark.text),
          marker: { symbol: "triangle-up", color: theme.line, size: 8 },
          hovertemplate: "%{text}<extra></extra>",
        },
        ...(best === null
          ? []
          : [
              {
                type: "scatter",
                mode: "lines",
                x: [0, logarithmic ? logUpdate(reach) : reach],
                y: [best, best],
                line: { color: theme.accent, dash: "6px 4px", width: 1 },
                hovertemplate: "best possible %{y:.4g}<extra></extra>",
              },
            ]),
      ]);
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

  /** The band for hover. @param {(update: number) => number} x @returns {object[]} */
  function bandTraces(x) {
    const line = (
      /** @type {"low" | "middle" | "high"} */ edge,
      /** @type {string} */ name,
      /** @type {object} */ look,
    ) => ({
      type: "scatter",
      mode: "lines",
      x: spread.map((at) => x(at.update)),
      y: spread.map((at) => at[edge]),
      hovertemplate: `${name} of the runs %{y:.5g}<extra></extra>`,
      ...look,
    });
    const bare = { line: { color: theme.accent, width: 0 } };
    if (spread.length < 2) return [];
    return [
      line("low", "10 %", bare),
      line("high", "90 %", { ...bare, fill: "tonexty" }),
      line("middle", "median", { line: { color: theme.accent, width: 1, dash: "2px 2px" } }),
    ];
  }
}
