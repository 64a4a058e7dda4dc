/** The score polygon: scores weighted by probability close; weighted by reward too they open, and the gap is the gradient. */

import { el, setText } from "../dom/elements.js";
import { gap, log, math, mi, mn, mo, nabla, round, row, sub, sum } from "../dom/mathml.js";
import { digitsFor, fixed, magnitude, rounded, short } from "../maths/format.js";
import { steady } from "../maths/steady.js";
import { norm } from "../maths/vectors.js";
import { same } from "../run/protocol.js";
import { firstState, numberField, reader, stateChoice } from "./parts/fields.js";
import { baselines, basisOf, factsOf, faint, noiseOf, outline, runsBaseline } from "./polygon/facts.js";
import { faintMarks, polygonMarks, scaleMarks, varianceMarks } from "./polygon/pictures.js";

/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../types.js").Host} Host */
/** @typedef {import("./polygon/facts.js").Facts} Facts */
/** @typedef {[number, number]} Range */

/** A picture this many times too wide is drawn closer. */
const SLACK = 1.5;

/** @param {Host} host @returns {import("../types.js").PanelView} */
export function create(host) {
  const { theme, lab } = host;
  const { problem } = lab;
  const names = problem.action_names;
  const single = problem.discrete_bandit;
  const letter = single ? "q" : "Q";
  const due = reader();
  let state = firstState(problem);
  /** @type {Moment | null} */
  let latest = null;
  /** @type {Facts | null} */
  let facts = null;
  /** @type {ReturnType<typeof basisOf> | null} */
  let basis = null;
  /** A baseline tried here; null: the run's own. @type {number | null} */
  let tried = null;
  let running = 0;
  /** @type {import("../types.js").Part | undefined} */
  let known;
  const b = () => tried ?? running;
  /** Ranges that hold still as long as they serve. */
  const frames = {
    closed: /** @type {Range[]} */ ([]),
    open: /** @type {Range[]} */ ([]),
    b: /** @type {Range | null} */ (null),
    top: /** @type {Range | null} */ (null),
  };

  // --- the two polygons, their formulas under them ---------------------------------------------------------------
  const left = el("div", { class: "polygon-half" });
  const right = el("div", { class: "polygon-half" });
  const lower = el("div", { class: "polygon-lower" });
  const chart = el("div", { class: "polygon-chart" });
  /** @param {number} chosen */
  function look(chosen) {
    state = chosen;
    basis = null;
    tried = null;
    frames.closed = [];
    frames.open = [];
    frames.b = frames.top = null;
    host.redraw();
  }
  host.body.append(el("div", { class: "polygon-halves" }, left, right), lower);

  const bare = {
    axes: false,
    equal: true,
    zoom: false,
    margin: { l: 0, r: 0, t: 0, b: 0 },
    inset: { l: 18, r: 18, t: 14, b: 24 },
  };
  const unit = { range: /** @type {Range} */ ([-1, 1]) };
  const closed = host.stage(
    {
      label: "Score vectors weighted by probability, head to tail: they close.",
      x: { ...unit },
      y: { ...unit },
      ...bare,
      marks: (st) => half(st, ones, "", (f, a) => `${names[a]}: π = ${fixed(f.pi[a], 3)}`),
    },
    left,
  );
  const open = host.stage(
    {
      label: "The same sides weighted by reward minus baseline: they open, and the gap is the gradient.",
      x: { ...unit },
      y: { ...unit },
      ...bare,
      marks: (st) =>
        half(
          st,
          weights,
          single ? "∇J" : "g\u209b",
          (f, a) => `${names[a]}: π = ${fixed(f.pi[a], 3)}, ${letter} − b = ${fixed((f.q[a] ?? 0) - b(), 3)}`,
        ),
    },
    right,
  );

  /**
   * @param {import("../types.js").Stage} st
   * @param {(f: Facts) => number[]} weigh the sides
   * @param {string} gap
   * @param {(f: Facts, a: number) => string} words of a side
   */
  function half(st, weigh, gap, words) {
    if (!facts || !basis) return [];
    const f = facts;
    const longest = faint(f, weigh(f));
    if (longest !== null) return faintMarks(st, longest);
    const given = { names, gap, words: (/** @type {number} */ a) => words(f, a) };
    return [...scaleMarks(st, basis.exact), ...polygonMarks(st, outline(f, weigh(f), basis), given)];
  }

  const components = el("span", { class: "polygon-gap" });
  const pi = round(mi("a"));
  const score = row(nabla, gap("0.08em"), log, gap("0.12em"), mi("π"), pi);
  left.append(el("p", { class: "formula" }, math(row(sum(mi("a")), mi("π"), pi, score, mo("="), mn("0")))));
  right.append(
    el(
      "p",
      { class: "formula" },
      math(
        row(
          sum(mi("a")),
          mi("π"),
          pi,
          round(mi(letter), pi, mo("−"), mi("b")),
          score,
          mo("="),
          single ? row(nabla, mi("J")) : sub(mi("g"), mi("s")),
        ),
      ),
      " ",
      components,
    ),
  );

  // --- the baseline: number, slider, curve, and the ones worth trying ------------------------------------------------
  const field = numberField({
    label: math(row(mi("b"))),
    name: "Baseline tried here",
    digits: 3,
    step: 0.1,
    change: attempt,
  });
  const slider = el("input", {
    type: "range",
    step: "any",
    "aria-label": "Baseline tried here",
    oninput: () => attempt(Number(slider.value)),
  });
  const use = el(
    "button",
    { type: "button", class: "button small", "aria-label": "Use this b in the run", "data-acts": true, onclick: adopt },
    el("span", {}, "Use this b", el("span", { class: "polygon-more", text: " in the run" })),
  );
  const chooser = problem.states > 1 ? [stateChoice(problem, state, look)] : [];
  lower.append(
    el("div", { class: "polygon-b", "data-states": chooser.length > 0 }, ...chooser, field.element, slider, use),
    chart,
  );
  const curveStage = host.stage(
    {
      label: "Total variance of one draw's contribution over the baseline.",
      x: { range: [0, 1], ticks: 5, grid: false },
      y: { range: [0, 1], ticks: 3, grid: false, title: "total variance" },
      zoom: false,
      margin: { l: 66, r: 8, t: 0, b: Math.ceil(theme.size) + 8 },
      inset: { l: 6, r: 6, t: 16, b: 0 },
      marks: (st) => (facts ? varianceMarks(st, facts.curve, marks(facts), b()) : []),
    },
    chart,
  );
  const goals = [
    { text: "0", name: "no baseline", at: () => 0 },
    {
      text: single ? "J" : "V",
      name: single ? "the value J" : "the state's value V",
      at: (/** @type {Facts} */ f) => f.value,
    },
    { text: "b*", name: "b*, the constant of least variance", at: (/** @type {Facts} */ f) => f.curve.best },
  ];
  const lines = [...goals, { text: "run", name: "the run's own baseline", at: () => running }].map((goal, i) => {
    const [number, amount] = [el("td"), el("td")];
    const try_ = () => facts && (i < goals.length ? attempt(goal.at(facts)) : follow());
    const button = el("button", {
      type: "button",
      class: "button small",
      "aria-label": `Try ${goal.name}, ${goal.text}`,
      text: goal.text,
      onclick: try_,
    });
    return { goal, number, amount, button, element: el("tr", {}, el("th", { scope: "row" }, button), number, amount) };
  });
  /** @param {string} text */
  const column = (text) => el("th", { scope: "col", text });
  lower.append(
    el(
      "table",
      { class: "polygon-tries" },
      el("thead", {}, el("tr", {}, column("try"), column("b"), column("variance"))),
      el("tbody", {}, ...lines.map((line) => line.element)),
    ),
  );

  function follow() {
    tried = null;
    host.redraw();
  }

  /** @param {number} value */
  function attempt(value) {
    tried = Math.min(1e6, Math.max(-1e6, value));
    host.redraw();
  }

  function adopt() {
    host.preview({ "estimator.baseline": { kind: "constant", value: b() } });
    tried = null;
  }

  /** @param {Facts} f */
  const ones = (f) => f.pi.map(() => 1);
  /** @param {Facts} f */
  const weights = (f) => f.q.map((q) => q - b());
  /** @param {Facts} f */
  const marks = (f) => goals.map((goal) => ({ text: goal.text, b: goal.at(f) }));

  /** @param {Facts} f @param {NonNullable<typeof basis>} plane */
  function frameUp(f, plane) {
    const wanted = baselines(f.q);
    frames.b = steady(frames.b, wanted, { air: 0, slack: tried === null ? 1.6 : Infinity });
    const [low, high] = frames.b;
    const span = /** @type {Range} */ ([Math.min(low, b()), Math.max(high, b())]);
    frames.top = steady(frames.top, [0, Math.max(...span.map(f.curve.at))], {
      air: 0.04,
      slack: tried === null ? 2 : Infinity,
    });
    curveStage.range(span, frames.top);
    if (faint(f, ones(f)) !== null || faint(f, weights(f)) !== null) return;
    frames.closed = boxed(frames.closed, outline(f, ones(f), plane), SLACK);
    // Room for every baseline between the rewards, so that the gap does not seem to change while b is dragged, unless they are
    // so far apart that nothing would be left to see.
    /** @param {number[]} values */
    const around = (...values) =>
      values.flatMap((one) =>
        outline(
          f,
          f.q.map((q) => q - one),
          plane,
        ),
      );
    const [near, far] = [around(f.value, f.curve.best, b()), around(Math.min(...f.q), Math.max(...f.q))];
    frames.open = boxed(
      frames.open,
      size(far) < 3 * size(near) ? [...near, ...far] : near,
      tried === null ? SLACK : Infinity,
    );
    closed.range(/** @type {Range} */ (frames.closed[0]), frames.closed[1]);
    open.range(/** @type {Range} */ (frames.open[0]), frames.open[1]);
  }

  function write() {
    if (!facts) {
      for (const { number, amount } of lines) [number, amount].forEach((cell) => setText(cell, fixed(null)));
      setText(components, "");
      return;
    }
    field.show(b());
    const [low, high] = frames.b ?? [0, 1];
    slider.min = String(low);
    slider.max = String(high);
    slider.value = String(b());
    slider.style.setProperty("--fill", `${Math.min(100, Math.max(0, (100 * (b() - low)) / (high - low)))}%`);
    slider.setAttribute("aria-valuetext", fixed(b(), 3));
    for (const { goal, number, amount, button } of lines) {
      const at = goal.at(facts);
      button.setAttribute("aria-pressed", String(Math.abs(at - b()) < 1e-12));
      setText(number, fixed(at, 3));
      setText(amount, spread(facts.curve.at(at)));
    }
    setText(components, `${facts.gap.length > 4 ? "" : "= "}${vector(facts.gap)}`);
    use.disabled = latest?.lab.experiment.estimator.baseline === undefined || tried === null;
  }

  curveStage.drag({
    handles: () => (facts ? [{ name: "Baseline on the variance curve", x: b(), y: facts.curve.at(b()) }] : []),
    move: (_, x) => attempt(x),
  });

  return {
    draw(m) {
      latest = m;
      facts = factsOf(m.lab, m.frame, state);
      host.note(facts ? "" : "No action values were kept for this moment.");
      if (facts) {
        // Another baseline in the run ends what was tried.
        const baseline = m.lab.experiment.estimator.baseline;
        if (known && baseline !== known && !same(baseline, known)) tried = null;
        known = baseline;
        running = runsBaseline(m.frame, state, facts);
        basis = basisOf(facts, basis);
        frameUp(facts, basis);
      }
      if (due(m.playing)) write();
      for (const one of [closed, open, curveStage]) one.redraw();
    },
    summary(m) {
      if (!facts) return "No action values were kept for this moment.";
      const share = single
        ? `The gap is ∇J${facts.gap.length > 4 ? "," : " ="} ${vector(facts.gap)}`
        : `The gap is ${problem.state_names[state]}’s share of ∇J, per visit`;
      const plane = basis?.exact ? "" : " The sides are projected.";
      const bonus =
        (m.lab.experiment.estimator["entropy_bonus"] ?? 0) > 0
          ? " Rewards alone: the bonus β\u202fH is left out here."
          : "";
      return `${share}; with b = ${magnitude(b())} the variance${noiseOf(lab, state) ? "" : " of the choice alone"} is ${magnitude(facts.curve.at(b()))}.${bonus}${plane}`;
    },
    table() {
      if (!facts) return { columns: ["Action"], rows: [] };
      const f = facts;
      const [p, q, w] = [f.pi, f.q, weights(f)];
      const rows = names.map((name, a) => [
        name,
        rounded(p[a], 4),
        rounded(q[a], 4),
        rounded(w[a], 4),
        listed(f.scores[a] ?? []),
        listed((f.scores[a] ?? []).map((s) => s * (p[a] ?? 0) * (w[a] ?? 0))),
      ]);
      rows.push(["Sum", rounded(1, 4), "", "", "", listed(f.gap)]);
      return { columns: ["Action", "π", letter, `${letter} − b`, "Score", "Side"], rows };
    },
    destroy() {
      for (const one of [closed, open, curveStage]) one.destroy();
    },
  };
}

/** A vector in numbers, or its length where it is long. @param {readonly number[]} v */
function vector(v) {
  return v.length > 4 ? `of length ${magnitude(norm(v))}` : `(${v.map(magnitude).join(", ")})`;
}

/** A vector in a table. @param {readonly number[]} value */
const listed = (value) => ({ value, text: vector(value) });

/** Three decimals, and more where they would all be zero. @param {number} size */
function digitsOf(size) {
  return size > 0 ? Math.max(3, digitsFor(size)) : 3;
}

/** @param {number} amount */
const spread = (amount) =>
  amount >= 1e5 || (amount > 0 && amount < 1e-3) ? short(amount, 3) : fixed(amount, digitsOf(amount));

/** How large a figure is. @param {readonly (readonly [number, number])[]} points */
function size(points) {
  return Math.max(
    ...[0, 1].map(
      (k) => Math.max(...points.map((point) => point[k] ?? 0)) - Math.min(...points.map((point) => point[k] ?? 0)),
    ),
  );
}

/** @param {readonly Range[]} before @param {readonly (readonly [number, number])[]} points @param {number} slack @returns {Range[]} */
function boxed(before, points, slack) {
  return [0, 1].map((k) => {
    const values = points.map((point) => point[k] ?? 0);
    return steady(before[k] ?? null, [Math.min(...values), Math.max(...values)], { air: 0.02, slack });
  });
}
