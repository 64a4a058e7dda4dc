/** Why the log: which terms of an episode's probability the gradient keeps, and what the average becomes without the log. */

import { el, setText } from "../dom/elements.js";
import { log as logarithm, math, mi, mo, nabla, round, row, sub, sum, theta } from "../dom/mathml.js";
import { fixed, magnitude } from "../maths/format.js";
import { withAndWithout } from "../maths/log.js";
import { steady } from "../maths/steady.js";
import { label, segment } from "../stage/marks.js";
import { firstState, reader, stateChoice } from "./parts/fields.js";
import { factsOf } from "./polygon/facts.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {import("./polygon/facts.js").Facts} Facts */
/** @typedef {[number, number]} Range */

/** Bars for at most this many parameters, blocks for at most this many steps: more would not be read. */
const BARS = 8;
const STEPS = 2;

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { lab, theme } = host;
  const { problem } = lab;
  const single = problem.discrete_bandit;
  const due = reader();
  const font = `${theme.size}px ${theme.font}`;
  let state = firstState(problem);
  let slope = false;
  /** @type {Moment | null} */
  let latest = null;
  /** @type {Facts | null} */
  let facts = null;
  /** @type {ReturnType<typeof withAndWithout> | null} */
  let both = null;
  /** @type {Range | null} */
  let reach = null;

  // --- the blocks an episode's log-probability is made of ----------------------------------------------------------
  const blocks = el("ol", { class: "log-blocks", "aria-label": "Terms of the episode’s log-probability" });
  const take = el(
    "button",
    {
      class: "button small",
      type: "button",
      "aria-pressed": "false",
      onclick: () => {
        slope = !slope;
        take.setAttribute("aria-pressed", String(slope));
        if (latest) writeBlocks(latest);
      },
    },
    math(sub(nabla, theta)),
    " Take the gradient",
  );
  const claim = el("span", { class: "log-claim" });

  // --- with and without --------------------------------------------------------------------------------------------
  const a = mi("a");
  const reward = single ? round(mi("q"), round(a)) : row(mi("Q"), round(a));
  const q = single ? row(mi("q"), round(a)) : reward;
  const pi = row(mi("π"), round(a));
  const goal = single ? row(nabla, mi("J")) : sub(mi("g"), mi("s"));
  const good = el(
    "p",
    { class: "log-line right" },
    math(row(sum(a), q, nabla, pi, mo("="), sum(a), pi, q, nabla, logarithm, pi, mo("="), goal)),
  );
  const bad = el(
    "p",
    { class: "log-line wrong" },
    math(row(sum(a), pi, q, nabla, pi, mo("≠"), goal)),
    " counts each action by π twice",
  );
  const run = el("button", {
    class: "button small",
    type: "button",
    onclick: () => host.preview({ estimator: other() }),
  });

  const controls = el("div", { class: "panel-row" }, take, run, claim);
  host.body.append(controls, blocks, el("div", { class: "log-lines" }, good, bad));
  if (problem.states > 1) {
    controls.prepend(
      stateChoice(problem, state, (chosen) => {
        state = chosen;
        reach = null;
        host.redraw();
      }),
    );
  }
  const stage = host.stage({
    label: "For each parameter two bars: the true gradient, and the average without the log.",
    x: { range: [-0.5, 2.5], ticks: 0, grid: false },
    y: { range: [-1, 1], title: "average", ticks: 3 },
    zoom: false,
    margin: { b: 22, t: 18 },
    paint: () => undefined,
    around: bars,
  });

  /** The run's estimator with the log, or without. */
  function other() {
    const { kind, batch_size, discount_weighting, credit, baseline } = lab.experiment.estimator;
    const kept = latest?.lab.experiment.estimator ?? lab.experiment.estimator;
    const without = (latest?.lab.experiment.estimator.kind ?? kind) !== "no_log";
    return {
      kind: without ? "no_log" : "reinforce",
      ...(kept["batch_size"] !== undefined ? { batch_size: kept["batch_size"] } : { batch_size: batch_size ?? 1 }),
      discount_weighting: kept["discount_weighting"] ?? discount_weighting ?? true,
      credit: kept["credit"] ?? credit ?? "reward_to_go",
      baseline: kept.baseline ?? baseline ?? { kind: "none" },
    };
  }

  const parameters = () => (facts ? Math.min(BARS, facts.gap.length) : 0);
  /** @param {number} d */
  const nameOf = (d) => {
    const oneHot = lab.experiment.policy.features?.kind === "one_hot";
    return (oneHot ? problem.action_names[d] : lab.policy.parameter_names[d]) ?? String(d + 1);
  };

  /** @param {CanvasRenderingContext2D} ctx @param {Stage} st */
  function bars(ctx, st) {
    if (!both) return;
    const n = parameters();
    const zero = st.y(0);
    const slot = st.area.width / n;
    const thick = Math.min(34, slot / 3);
    segment(ctx, st.area.left, zero, st.area.left + st.area.width, zero, { color: theme.line, width: 1 });
    for (let d = 0; d < n; d += 1) {
      const middle = st.area.left + slot * (d + 0.5);
      const pair = [
        { value: both.right[d] ?? 0, x: middle - thick - 1, color: theme.exact, solid: true },
        { value: both.wrong[d] ?? 0, x: middle + 1, color: theme.estimate, solid: false },
      ];
      for (const { value, x, color, solid } of pair) {
        const y = st.y(value);
        ctx.fillStyle = color;
        ctx.strokeStyle = color;
        ctx.lineWidth = 1;
        if (solid) ctx.fillRect(x, Math.min(zero, y), thick, Math.abs(y - zero));
        else hatch(ctx, x, Math.min(zero, y), thick, Math.abs(y - zero));
        if (slot > 86) {
          label(ctx, magnitude(value), x + thick / 2, value < 0 ? y + 3 : y - 3, {
            color: theme.ink,
            font,
            align: "center",
            baseline: value < 0 ? "top" : "bottom",
            halo: theme.paper,
          });
        }
      }
      label(ctx, nameOf(d), middle, st.area.top + st.area.height + 5, {
        color: theme.quiet,
        font,
        align: "center",
        baseline: "top",
      });
    }
    const top = st.area.top - 9;
    ctx.fillStyle = theme.exact;
    ctx.fillRect(st.area.left + 2, top - 4, 9, 9);
    label(ctx, "with the log", st.area.left + 16, top, { color: theme.ink, font });
    ctx.strokeStyle = theme.estimate;
    hatch(ctx, st.area.left + 104, top - 4, 9, 9);
    label(ctx, "without", st.area.left + 118, top, { color: theme.ink, font });
  }

  /** @param {Moment} m */
  function writeBlocks(m) {
    const { episode, scores, episode_probabilities: drawn } = m.frame;
    if (!episode || !scores || !drawn) {
      blocks.replaceChildren();
      setText(claim, "Step once: this needs an episode.");
      return;
    }
    const many = Math.min(STEPS, drawn.length);
    /** @type {HTMLElement[]} */
    const items = [];
    /** @param {string} markup @param {string} value @param {boolean} kept */
    const block = (markup, value, kept) =>
      items.push(
        el("li", { class: slope && !kept ? "flat" : kept ? "kept" : "" }, math(markup), el("span", { text: value })),
      );
    const s0 = episode.states[0] ?? 0;
    block(
      row(slope ? nabla : "", logarithm, mi("μ"), round(sub(mi("S"), mi("0")))),
      slope ? "0" : fixed(Math.log(problem.start[s0] ?? 1), 3),
      false,
    );
    for (let t = 0; t < many; t += 1) {
      const action = episode.actions[t] ?? 0;
      const score = scores[t] ?? [];
      const time = mi(String(t));
      const shown = score.length <= 4 ? `(${score.map((value) => fixed(value, 2)).join(", ")})` : "the score";
      block(
        row(slope ? nabla : "", logarithm, mi("π"), round(sub(mi("A"), time), mo("|"), sub(mi("S"), time))),
        slope ? shown : fixed(Math.log(drawn[t]?.[action] ?? 1), 3),
        true,
      );
      if (!single)
        block(
          row(
            slope ? nabla : "",
            logarithm,
            mi("P"),
            round(sub(mi("S"), mi(String(t + 1))), mo("|"), sub(mi("S"), time), mo(","), sub(mi("A"), time)),
          ),
          slope ? "0" : "of the world",
          false,
        );
    }
    const left = episode.actions.length - many;
    if (left > 0) items.push(el("li", { class: "rest", text: `+ ${left} more steps` }));
    blocks.replaceChildren(...items);
    setText(
      claim,
      slope
        ? "The start and the world do not depend on θ: only the scores are left."
        : "A product becomes a sum, with one term for each random choice.",
    );
  }

  return {
    draw(m) {
      latest = m;
      facts = factsOf(m.lab, m.frame, state);
      both = facts && withAndWithout(facts.pi, facts.q, facts.scores);
      host.note(facts ? "" : "No action values were kept for this moment.");
      if (both) {
        const n = parameters();
        reach = steady(
          reach,
          [
            Math.min(0, ...both.right.slice(0, n), ...both.wrong.slice(0, n)),
            Math.max(0, ...both.right.slice(0, n), ...both.wrong.slice(0, n)),
          ],
          { air: 0.15, slack: 2 },
        );
        stage.range([-0.5, n - 0.5], reach);
      }
      if (due(m.playing)) {
        writeBlocks(m);
        const without = m.lab.experiment.estimator.kind === "no_log";
        setText(run, without ? "Run with the log again" : "Let the run leave it out");
        run.setAttribute("aria-pressed", String(without));
      }
      stage.redraw();
    },
    settle() {
      if (!both) return;
      const n = parameters();
      const x = Array.from({ length: n }, (_, d) => d);
      const pair = both;
      stage.settle([
        {
          type: "bar",
          name: "with the log",
          x,
          y: pair.right.slice(0, n),
          marker: { color: theme.exact },
          customdata: x.map(nameOf),
          hovertemplate: "%{customdata}: ∇J = %{y:.4f}<extra></extra>",
        },
        {
          type: "bar",
          name: "without",
          x,
          y: pair.wrong.slice(0, n),
          marker: { color: theme.estimate },
          customdata: x.map(nameOf),
          hovertemplate: "%{customdata}: without the log %{y:.4f}<extra></extra>",
        },
      ]);
    },
    summary() {
      if (!both || !facts) return "No action values were kept for this moment.";
      const degrees = (Math.acos(Math.max(-1, Math.min(1, both.cosine))) * 180) / Math.PI;
      const where = single ? "" : ` in ${problem.state_names[state]}`;
      if (Number.isNaN(degrees)) return `There is no gradient${where} here.`;
      return `Without the log the average${where} points ${fixed(degrees, 0)}° away from the gradient${degrees > 90 ? ": downhill" : ""}.`;
    },
    table() {
      if (!both || !facts) return { columns: ["Parameter"], rows: [] };
      const { right, wrong } = both;
      return {
        columns: ["Parameter", "With the log", "Without"],
        rows: right.map((value, d) => [nameOf(d), fixed(value, 4), fixed(wrong[d], 4)]),
      };
    },
    destroy: () => stage.destroy(),
  };
}

/** A bar told from a solid one without colour. @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} width @param {number} height */
function hatch(ctx, x, y, width, height) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, width, height);
  ctx.stroke();
  ctx.clip();
  ctx.beginPath();
  for (let k = -height; k < width; k += 5) {
    ctx.moveTo(x + k, y + height);
    ctx.lineTo(x + k + height, y);
  }
  ctx.stroke();
  ctx.restore();
}
