import assert from "node:assert/strict";
import test from "node:test";

import { valueAt, withValue } from "../../../static/js/run/protocol.js";
import { fieldsOf, misfit, partOf, startsAnew, suited } from "../../../static/js/run/schema.js";
import { decode, encode } from "../../../static/js/run/texts.js";
import { initialState, isPair, keysOf, panelsOf, read, write } from "../../../static/js/run/url.js";
import { catalog } from "../catalog.js";
import { randoms } from "../maths/random.js";

const CATALOG = catalog();
const { schema } = CATALOG;

/** @typedef {import("../../../static/js/run/schema.js").Field} Field */

/** A value a field may have. @param {Field} field @param {() => number} random @returns {any} */
function someValue(field, random) {
  if (field.nullable && random() < 0.3) return null;
  if (field.type === "boolean") return random() < 0.5;
  if (field.type === "choice") return field.options[Math.floor(random() * field.options.length)]?.value;
  const low = Math.max(field.min, field.slider?.[0] ?? -5);
  const high = Math.min(field.max, field.slider?.[1] ?? 50);
  const number = () =>
    random() < 0.5 ? low + (high - low) * random() : Number((low + (high - low) * random()).toPrecision(2));
  if (field.type === "integer") return Math.round(low + (high - low) * random());
  if (field.type === "number") return number();
  if (field.type === "numbers") return Array.from({ length: 2 + Math.floor(random() * 3) }, number);
  if (field.type === "rows") return ["S.#", "C G", ".~%"].slice(0, 1 + Math.floor(random() * 3));
  return [
    [1, 0.5],
    [-2, 1e-7],
  ];
}

/** @param {number} seed */
function someState(seed) {
  const random = randoms(seed);
  const state = initialState(CATALOG);
  const single = CATALOG.presets.filter((one) => !isPair(one));
  const preset = single[Math.floor(random() * single.length)];
  if (preset && random() < 0.5)
    Object.assign(state, { preset: preset.name, experiment: preset.experiment, panels: panelsOf(preset) });
  for (const { path } of fieldsOf(schema, {}, true).filter((field) => field.type === "kind")) {
    const kind = fieldsOf(schema, state.experiment).find((field) => field.path === path);
    if (!kind || random() < 0.5) continue;
    const option = kind.options[Math.floor(random() * kind.options.length)];
    const part = partOf(schema, state.experiment, kind.path, option?.value ?? "");
    if (part && valueAt(state.experiment, kind.path)?.kind !== option?.value)
      state.experiment = suited(schema, withValue(state.experiment, kind.path, part));
  }
  for (const field of fieldsOf(schema, state.experiment)) {
    if (field.type === "kind" || random() < 0.5) continue;
    const value = someValue(field, random);
    if (misfit(field, value) === "" && (field.type !== "json" || field.name === "means"))
      state.experiment = withValue(state.experiment, field.path, value);
  }
  if (random() < 0.3) state.panels = ["probabilities"];
  if (random() < 0.3) state.speed = 1 + Math.floor(random() * 9999);
  if (random() < 0.3) state.theme = "dark";
  if (random() < 0.3) state.hide = ["baseline", "speed"];
  state.autoplay = random() < 0.2;
  state.at = random() < 0.2 ? Math.floor(random() * 1000) : 0;
  return state;
}

test("defaults leave the address empty, and an empty address gives the defaults", () => {
  assert.equal(write(initialState(CATALOG), CATALOG), "");
  assert.deepEqual(read("", CATALOG), { state: initialState(CATALOG), notes: [] });
});

test("url -> state -> url is the identity, and state -> url -> state too", () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const state = someState(seed);
    const query = write(state, CATALOG);
    const back = read(query, CATALOG, ["probabilities"]);
    assert.deepEqual(back.notes, [], query);
    assert.deepEqual(back.state, state, query);
    assert.equal(write(back.state, CATALOG), query);
  }
});

test("a list's numbers have the range the schema gives them", () => {
  const { state, notes } = read("means=1,2e6,0", CATALOG);
  assert.deepEqual(state, initialState(CATALOG));
  assert.match(
    notes[0] ?? "",
    /^means=1,2e6,0 was ignored: expected numbers from -1000000 to 1000000; it is 1,0\.7,0\./,
  );
  const tall = read("means=1,1e6", CATALOG);
  assert.deepEqual([tall.state.experiment.problem["means"], tall.notes], [[1, 1e6], []]);
});

test("a preset's link shows the preset's panels, and says no more than its name", () => {
  const preset = CATALOG.presets.find((one) => one.panels.length > 0);
  assert.ok(preset);
  const { state } = read(`preset=${preset.name}`, CATALOG);
  assert.deepEqual(state.panels, preset.panels);
  assert.equal(write(state, CATALOG), `preset=${preset.name}`);
  assert.equal(write({ ...state, panels: ["curve"] }, CATALOG), `preset=${preset.name}&panels=curve`);
  assert.deepEqual(read(`preset=${preset.name}&panels=curve`, CATALOG).state.panels, ["curve"]);
});

test("a pair opens with its second run, says so, and keeps its name only with it", () => {
  const pairs = CATALOG.presets.filter(isPair);
  assert.ok(pairs.length >= 5);
  for (const pair of pairs) {
    const { state, notes } = read(`preset=${pair.name}`, CATALOG);
    assert.deepEqual(notes, []);
    assert.deepEqual(state.other, pair.compare);
    const query = write(state, CATALOG);
    assert.match(query, new RegExp(`^preset=${pair.name}&b\\.`));
    assert.deepEqual(read(query, CATALOG).state, state);
    const alone = write({ ...state, other: null }, CATALOG);
    assert.doesNotMatch(alone, /b\.|preset=/);
    assert.deepEqual(read(alone, CATALOG).state.experiment, pair.experiment);
    assert.equal(read(alone, CATALOG).state.other, null);
  }
  const seeds = pairs.find(({ name }) => name === "lucky_or_unlucky");
  assert.deepEqual(read("preset=lucky_or_unlucky&b.seed=3", CATALOG).state.other, { seed: 3 });
  assert.equal(read(`preset=lucky_or_unlucky&seed=${seeds?.compare["seed"]}`, CATALOG).state.other, null);
});

test("a second run with changes of its own is in the address, even where it is otherwise nowhere else", () => {
  /** @type {[number, import("../../../static/js/types.js").Changes][]} */
  const made = [[4, { "optimizer.learning_rate": 0.5 }]];
  for (const other of [{}, { seed: 3 }]) {
    const state = { ...initialState(CATALOG), other, otherChanges: made };
    const query = write(state, CATALOG);
    assert.match(query, /b\.changes=\[\[4,/);
    assert.deepEqual(read(query, CATALOG), { state, notes: [] });
  }
  const { state, notes } = read("b.changes=4&b.seed=3", CATALOG);
  assert.deepEqual([state.other, state.otherChanges, notes.length], [{ seed: 3 }, null, 1]);
  assert.match(notes[0] ?? "", /^b\.changes=4 was ignored/);
});

test("every preset survives without naming it", () => {
  for (const preset of CATALOG.presets) {
    const query = write({ ...initialState(CATALOG), experiment: preset.experiment }, CATALOG);
    assert.deepEqual(read(query, CATALOG).state.experiment, preset.experiment, query);
  }
});

test("a teacher's link reads as it is written", () => {
  const { state, notes } = read("?problem=bandit&means=1,2,4&lr=0.5&baseline=constant&b=-1.5&seed=7", CATALOG);
  assert.deepEqual(notes, []);
  assert.deepEqual(state.experiment.problem["means"], [1, 2, 4]);
  assert.equal(state.experiment.optimizer.learning_rate, 0.5);
  assert.deepEqual(
    [state.experiment.estimator.baseline?.kind, state.experiment.estimator.baseline?.["value"]],
    ["constant", -1.5],
  );
  assert.equal(write(state, CATALOG), "means=1,2,4&baseline=constant&b=-1.5&lr=0.5&seed=7");
});

test("rows of a map and numbers keep their punctuation readable", () => {
  const { state } = read("problem=gridworld&map=S.../.%23../...G&horizon=", CATALOG);
  assert.deepEqual(state.experiment.problem["map"], ["S...", ".#..", "...G"]);
  assert.equal(state.experiment.problem["horizon"], null);
  assert.equal(write(state, CATALOG), "problem=gridworld&map=S.../.%23../...G&horizon=");
});

for (const [query, note] of /** @type {[string, string][]} */ ([
  ["lr=-1", "at least 0"],
  ["lr=fast", "expected a number; it is 0.1."],
  ["lr=", "expected a number; it is 0.1."],
  ["lr=-5", "expected at least 0; it is 0.1."],
  ["means=1,two,3", "expected numbers with commas or spaces between; it is 1,0.7,0."],
  ["means=1,,3", "expected numbers with commas or spaces between"],
  ["means=1", "expected at least 2 numbers"],
  [`means=${"1,".repeat(40)}1`, "expected at most 32 numbers"],
  ["alpha=0.3", "no such setting, here it is called lr"],
  ["gamma=0.9", "no such setting, here it is called discount"],
  ["layout=S.G", "no such setting, here it is called map"],
  ["batch=2.5", "a whole number"],
  ["temperature=0", "at least 0.01"],
  ["baseline=magic", "one of none, constant"],
  ["b=3", "does not belong"],
  ["slip=0.5", "does not belong"],
  ["problem=tabular", "it needs transition, reward, start, terminal beside it"],
  ["colour=red", "no such setting"],
  ["preset=nothing", "no such preset"],
  ["theme=pink", "one of auto"],
  ["speed=0", "from 1 to 10000"],
  ["speed=99999", "from 1 to 10000"],
  ["at=-3", "from 0"],
  ["autoplay=yes", "true or false"],
  ["panels=probabilities,nothing", "the panels are"],
  ["wings_hide=true", "no such setting"],
  ["lr_hide=maybe", "true hides"],
])) {
  test(`${query} is ignored with a note`, () => {
    const { state, notes } = read(query, CATALOG, ["probabilities"]);
    assert.equal(notes.length, 1, String(notes));
    assert.ok(notes[0]?.includes(note), notes[0]);
    assert.deepEqual(state.experiment, CATALOG.defaults);
  });
}

for (const text of [
  "1,2,4",
  "1 2 4",
  "1;2;4",
  "1, 2, 4",
  " 1 , 2,4, ",
  "1\t2\t4",
  "1\r\n2\r\n4\r\n",
  "[1, 2, 4]",
  "1 2;4",
  "\u22121+2",
]) {
  test(`numbers are read from ${JSON.stringify(text)}`, () => {
    const { state, notes } = read(`means=${encodeURIComponent(text).replaceAll("%2B", "+")}`, CATALOG);
    assert.deepEqual(notes, []);
    assert.deepEqual(state.experiment.problem["means"], text.startsWith("\u2212") ? [-1, 2] : [1, 2, 4]);
  });
}

for (const text of ["1,0;0,1", "1 0; 0 1;", "1\t0\r\n0\t1\r\n", "[[1,0],[0,1]]", "[1, 0]; [0, 1]"]) {
  test(`rows of numbers are read from ${JSON.stringify(text)}`, () => {
    const { state, notes } = read(`problem=contextual_bandit&problem.means=${encodeURIComponent(text)}`, CATALOG);
    assert.deepEqual(notes, []);
    assert.deepEqual(state.experiment.problem["means"], [
      [1, 0],
      [0, 1],
    ]);
  });
}

for (const text of ["S../..G", "S..\n..G", "S..\r\n..G\r\n", "S..\r..G", " S.. / ..G "]) {
  test(`a map is read from ${JSON.stringify(text)}`, () => {
    const { state, notes } = read(`problem=gridworld&map=${encodeURIComponent(text)}`, CATALOG);
    assert.deepEqual(notes, []);
    assert.deepEqual(state.experiment.problem["map"], ["S..", "..G"]);
  });
}

test("what others hang on to an address is passed over in silence", () => {
  const query =
    "?utm_source=canvas&utm_medium=email&fbclid=x&gclid=y&gbraid=z&msclkid=1&mc_cid=2&igshid=3&_ga=4&ref=moodle&source=lms&_hsenc=5";
  assert.deepEqual(read(query, CATALOG), { state: initialState(CATALOG), notes: [] });
  for (const key of keysOf(schema).values()) assert.equal(read(`${key}=%7F`, CATALOG).notes.length, 1, key); // none of ours is taken for theirs
});

for (const [query, key] of /** @type {[string, string][]} */ ([
  ["preset=three_arms%20", ""],
  ["%20problem%20=%20gridworld%20", "problem=gridworld"],
  ["problem.kind=gridworld", "problem=gridworld"],
  ["problem.kind=gridworld&problem.map=S.G", "problem=gridworld&map=S.G"],
  ["estimator.baseline.kind=constant&estimator.baseline.value=2", "baseline=constant&b=2"],
  ["optimizer.learning_rate=0.3", "lr=0.3"],
  ["learning_rate=0.3&batch_size=4", "batch=4&lr=0.3"],
  ["problem=gridworld&cliff_terminal=True", "problem=gridworld&cliff_terminal=true"],
])) {
  test(`${query} is understood`, () => {
    const { state, notes } = read(query, CATALOG);
    assert.deepEqual(notes, []);
    assert.equal(write(state, CATALOG), key);
  });
}

test("what is ignored is echoed briefly", () => {
  const { notes } = read(`lr=${"9".repeat(5000)}`, CATALOG);
  assert.match(notes[0] ?? "", /^lr=9{40}\u2026 was ignored: expected a number; it is 0\.1\.$/);
});

test("a person's own arrays come through when all of them are given", () => {
  const query =
    "problem=tabular&transition=[[[0,1],[0,1]],[[0,1],[0,1]]]&reward=[[[0,1],[0,2]],[[0,0],[0,0]]]&start=1,0&terminal=[false,true]";
  const { state, notes } = read(query, CATALOG);
  assert.deepEqual(notes, []);
  assert.deepEqual(state.experiment.problem["terminal"], [false, true]);
  assert.deepEqual(read(write(state, CATALOG), CATALOG).state, state);
});

test("no two paths share a key, and no key is one of the page's own", () => {
  const keys = [...keysOf(schema).values()];
  assert.equal(new Set(keys).size, keys.length);
  for (const own of ["preset", "panels", "theme", "speed", "autoplay", "at"]) assert.ok(!keys.includes(own));
});

test("hostile queries never throw", () => {
  const random = randoms(5);
  const pieces = [
    "lr",
    "means",
    "=",
    "&",
    "%",
    "%23",
    "[",
    "]",
    "{",
    ",",
    ";",
    "1e999",
    "NaN",
    "__proto__",
    "problem",
    "constructor",
    "baseline",
    "none",
    "\u2212",
    "9".repeat(40),
  ];
  for (let i = 0; i < 400; i += 1) {
    const query = Array.from({ length: 12 }, () => pieces[Math.floor(random() * pieces.length)]).join("");
    const { state } = read(query, CATALOG, ["probabilities"]);
    assert.deepEqual(read(write(state, CATALOG), CATALOG, ["probabilities"]).state, state, query);
  }
});

test("what is encoded is decoded", () => {
  for (const field of fieldsOf(schema, {}, true)) {
    const random = randoms(11);
    for (let i = 0; i < 20; i += 1) {
      const value = field.type === "kind" ? field.options[0]?.value : someValue(field, random);
      assert.deepEqual(decode(field, encode(field, value)), value, field.path);
    }
  }
});

test("an old link's reward curve is read by its old name, and written by the new one", () => {
  for (const [old, now] of [
    ["two_bumps", "hills"],
    ["step", "stair"],
  ]) {
    const { state, notes } = read(`problem=continuous_bandit&reward=${old}`, CATALOG);
    assert.deepEqual(notes, []);
    assert.equal(state.experiment.problem["reward"].kind, now);
    assert.match(write(state, CATALOG), new RegExp(`reward=${now}`));
  }
});

test("a problem brings along what goes with it, and no other kinds are offered", () => {
  const { state, notes } = read("problem=continuous_bandit&sigma=0.5&reward=hills", CATALOG);
  assert.deepEqual(notes, []);
  assert.equal(state.experiment.policy.kind, "gaussian");
  assert.equal(state.experiment.policy["sigma"], 0.5);
  assert.equal(state.experiment.problem["reward"].kind, "hills");
  const offered = (/** @type {string} */ path) =>
    fieldsOf(schema, state.experiment)
      .find((field) => field.path === path)
      ?.options.map((option) => option.value);
  assert.deepEqual(offered("policy"), ["gaussian"]);
  assert.ok(offered("estimator")?.includes("pathwise"));
  assert.ok(!offered("estimator")?.includes("no_log"));
  assert.ok(offered("problem")?.includes("bandit"));
  const back = suited(
    schema,
    withValue(withValue(state.experiment, "estimator", { kind: "pathwise" }), "problem", CATALOG.defaults.problem),
  );
  assert.deepEqual([back.policy.kind, back.estimator.kind], ["softmax", "reinforce"]);
  assert.equal(suited(schema, CATALOG.defaults), CATALOG.defaults);
  const constant = withValue(CATALOG.defaults, "estimator.baseline", { kind: "optimal_constant" });
  const steered = suited(
    schema,
    withValue(constant, "problem", partOf(schema, constant, "problem", "linear_quadratic")),
  );
  assert.equal(steered.policy.kind, "gaussian");
  assert.equal(steered.estimator.baseline?.kind, "none", "a part of a part that does not go with the problem goes too");
  assert.ok(startsAnew("policy") && startsAnew("policy.learn_sigma") && !startsAnew("policy.sigma"));
});
