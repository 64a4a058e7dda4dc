import assert from "node:assert/strict";
import test from "node:test";

import { answersOf, valuesOf } from "../../../static/js/page/recorded/answers.js";
import { experiment, frame, opened } from "../frames.js";

/** @typedef {import("../../../static/js/page/recorded/answers.js").Square} Square */

const FLAT = /** @type {import("../../../static/js/page/recorded/answers.js").Taken} */ ({
  kind: "parameters",
  pair: [0, 1],
  plane: { anchor: [0, 0], x: [1, 0], y: [0, 1], blind: true, full: true },
});
const height = (/** @type {number} */ x, /** @type {number} */ y) => Math.sin(0.4 * x) + 0.1 * x * y;

/** @param {number} half @param {number} points @param {[number, number]} [middle] @returns {Square} */
function square(half, points, middle = [0, 0]) {
  const at = Array.from({ length: points }, (_, i) => half * ((2 * i) / (points - 1) - 1));
  const value = at.flatMap((y) => at.map((x) => height(middle[0] + x, middle[1] + y)));
  return { update: 0, theta: [0, 0], middle, half, points, value };
}

const { policy, objective } = experiment();
const body = {
  policy,
  objective,
  entropy_bonus: 0,
  origin: [1, -1],
  x_direction: [3, 0],
  y_direction: [0, 2],
  resolution: 7,
};

test("a landscape is cut out of the smallest square that holds it", async () => {
  const ask = answersOf({
    opened: opened(),
    frames: [],
    plane: FLAT,
    surfaces: [square(40, 11), square(5, 81)],
    exact: [],
    ledger: [],
  });
  const answer = await ask("api/landscape", body);
  assert.deepEqual(answer.x, answer.y);
  answer.value.forEach((/** @type {number[]} */ row, /** @type {number} */ j) =>
    row.forEach((value, i) => {
      const [x, y] = [1 + 3 * answer.x[i], -1 + 2 * answer.y[j]];
      assert.ok(Math.abs(value - height(x, y)) < 1e-5, `${x}, ${y}: ${value} for ${height(x, y)}`);
    }),
  );
  assert.equal(answer.note, "");
});

test("beyond what was recorded there is nothing, and another plane is refused", async () => {
  const ask = answersOf({
    opened: opened(),
    frames: [],
    plane: FLAT,
    surfaces: [square(3, 31)],
    exact: [],
    ledger: [],
  });
  const { value } = await ask("api/landscape", body);
  assert.equal(value[3].at(-1), null);
  assert.ok(Number.isFinite(value[3][0]));
  await assert.rejects(ask("api/landscape", { ...body, x_direction: [2, 2] }), /not in the recording/);
  await assert.rejects(
    ask("api/landscape", { ...body, policy: { ...policy, temperature: 2 } }),
    /not in the recording/,
  );
  await assert.rejects(ask("api/nowhere", {}), /not in the recording/);
});

test("off the plane the landscape is that of the nearest moment, which is named", async () => {
  const plane = { ...FLAT, plane: { ...FLAT.plane, anchor: [0, 0, 0], x: [1, 0, 0], y: [0, 1, 0], blind: false } };
  const through = (/** @type {number} */ update, /** @type {number} */ z) => ({
    ...square(9, 31),
    update,
    theta: [0, 0, z],
  });
  const ask = answersOf({
    opened: opened(),
    frames: [],
    plane: /** @type {any} */ (plane),
    surfaces: [through(0, 0), through(50, 2)],
    exact: [],
    ledger: [],
  });
  const question = { ...body, origin: [0, 0, 1.4], x_direction: [1, 0, 0], y_direction: [0, 1, 0], resolution: 3 };
  assert.match((await ask("api/landscape", question)).note, /update 50, the nearest recorded/);
});

test("values are read from twice the differences of whole steps", () => {
  const bent = [3, 1, -2, 0, 5, 0, 0, 0, 0];
  const { points, middle, half, update, theta } = square(1, 3);
  const values = valuesOf({ points, middle, half, update, theta, bent, low: 10, step: 0.5, lost: [8] });
  assert.deepEqual([...values.slice(0, 8)], [11.5, 13.5, 14.5, 10, 12.5, 15, 10, 10]);
  assert.ok(Number.isNaN(values[8]));
});

test("objectives are answered at recorded moments alone", async () => {
  const exact = [
    { start_value: { value: 1, gradient: [0], visitation: [1] }, average_value: { refused: "No long run." } },
  ];
  const ask = answersOf({ opened: opened(), frames: [frame(0)], surfaces: [], exact, ledger: [] });
  const asked = { policy, theta: frame(0).theta, objective: { kind: "start_value", discount: 0.9 } };
  assert.equal((await ask("api/exact", asked)).value, 1);
  await assert.rejects(ask("api/exact", { ...asked, objective: { kind: "average_value" } }), /No long run/);
  await assert.rejects(ask("api/exact", { ...asked, theta: [9, 9] }), /not in the recording/);
});

test("estimators are answered by the newest moment at which they were compared, and say which", async () => {
  const estimators = [
    { kind: "reinforce", baseline: { kind: "none" } },
    { kind: "reinforce", baseline: { kind: "constant", value: 0.5 } },
    { kind: "exact" },
  ];
  const entry = (/** @type {number} */ update) => ({
    update,
    estimators,
    answers: [{ variance: update }, { variance: 2 }, { refused: "Too large." }],
  });
  const frames = [0, 5, 7].map((update) => frame(update));
  const ask = answersOf({ opened: opened(), frames, surfaces: [], exact: [], ledger: [entry(0), entry(5)] });
  const asked = { policy, objective, theta: frame(7).theta, estimators: estimators.slice(0, 1) };
  assert.deepEqual(await ask("api/estimates", asked), { estimates: [{ variance: 5 }], update: 5 });
  const higher = { kind: "reinforce", baseline: { kind: "constant", value: 0.7 } };
  assert.equal((await ask("api/estimates", { ...asked, estimators: [higher] })).estimates[0].variance, 2);
  await assert.rejects(ask("api/estimates", { ...asked, estimators }), {
    message: "Too large.",
    pointer: "/estimators/2",
  });
  const strange = { ...asked, estimators: [{ kind: "no_log" }] };
  await assert.rejects(ask("api/estimates", strange), { pointer: "/estimators/0" });
});
