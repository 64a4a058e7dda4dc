import assert from "node:assert/strict";
import test from "node:test";

import { following, newest, wordsOf } from "../../../static/js/panels/parts/asking.js";

const EVERY = 80;
const after = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** @param {number} step @param {boolean} playing */
const moment = (step, playing) => /** @type {any} */ ({ frame: { update: step }, playing });

/** A server that answers when it is told to, and what came of it. */
function server() {
  /** @type {{step: number, signal: AbortSignal, answer: (value: string) => void, refuse: (why: Error) => void}[]} */
  const asked = [];
  /** @type {string[]} */
  const said = [];
  const questions = following({
    every: EVERY,
    question: (m) => ({ step: m.frame.update }),
    ask: ({ step }, signal) =>
      /** @type {Promise<string>} */ (
        new Promise((answer, refuse) => {
          asked.push({ step, signal, answer, refuse });
          signal.addEventListener("abort", () => refuse(new Error("given up")));
        })
      ),
    answered: (answer, m) => said.push(`${answer} of ${m.frame.update}`),
    failed: (text) => said.push(text),
  });
  return { asked, said, questions };
}

test("in a pause the newest question wins, and the same one is asked once", async () => {
  const { asked, said, questions } = server();
  questions.follow(moment(1, false));
  questions.follow(moment(1, false));
  assert.equal(asked.length, 1);
  questions.follow(moment(2, false));
  assert.deepEqual([asked.length, asked[0]?.signal.aborted], [2, true]);
  asked[1]?.answer("two");
  await after(0);
  assert.deepEqual(said, ["two of 2"]);
});

test("what was refused may be asked again by a person, or another question at once", async () => {
  const { asked, said, questions } = server();
  questions.follow(moment(1, false));
  asked[0]?.refuse(new Error("too much"));
  await after(0);
  questions.now(moment(1, false));
  assert.deepEqual([said, asked.length], [["too much"], 2]);
  asked[1]?.refuse(new Error("too much"));
  await after(0);
  questions.follow(moment(2, false));
  assert.equal(asked.length, 3);
  questions.stop();
});

test("a panel that draws when a question fails, and asks when it draws, does not ask without end", async () => {
  let asked = 0;
  let drawn = 0;
  const questions = following({
    every: EVERY,
    question: (m) => ({ step: m.frame.update }),
    ask: () => {
      asked += 1;
      return asked < 4 ? Promise.reject(new Error("nobody there")) : Promise.resolve("there");
    },
    answered: () => undefined,
    failed: draw,
  });
  function draw() {
    drawn += 1;
    if (drawn < 100) questions.follow(moment(1, false));
  }
  draw();
  await after(100);
  assert.deepEqual([asked, drawn], [1, 2]);
  await after(1100); // the first wait is a second, the next one two
  assert.deepEqual([asked, drawn], [2, 3]);
  questions.stop();
});

test("while playing, one question at a time and seldom: a slow answer is waited for", async () => {
  const { asked, said, questions } = server();
  questions.follow(moment(1, true));
  questions.follow(moment(2, true));
  await after(2 * EVERY);
  assert.deepEqual([asked.length, asked[0]?.signal.aborted], [1, false]);
  asked[0]?.answer("one");
  await after(2 * EVERY);
  assert.deepEqual([said, asked.map(({ step }) => step)], [["one of 1"], [1, 2]]);
  questions.stop();
});

test("a person's own question does not wait for its turn", () => {
  const { asked, questions } = server();
  questions.follow(moment(1, true));
  questions.now(moment(2, true));
  assert.deepEqual([asked.map(({ step }) => step), asked[0]?.signal.aborted], [[1, 2], true]);
  questions.stop();
});

test("what was under way when nobody looked any more is asked again later", async () => {
  const { asked, said, questions } = server();
  questions.follow(moment(1, false));
  questions.stop();
  await after(0);
  questions.follow(moment(1, false));
  assert.deepEqual([asked.length, said], [2, []]);
});

test("how long an answer took is known, and who is asked", async () => {
  const one = newest();
  const answer = one.ask(
    () => after(30),
    () => undefined,
    () => undefined,
  );
  assert.equal(one.busy, true);
  await answer;
  assert.ok(!one.busy && one.took > 20, `${one.took}`);
  assert.equal(wordsOf(new Error("why")), "why");
  assert.equal(wordsOf(undefined), "The server did not answer.");
});
