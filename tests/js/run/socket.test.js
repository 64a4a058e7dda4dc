import assert from "node:assert/strict";
import test from "node:test";

import { createSocket } from "../../../static/js/run/socket.js";

/** A socket whose other end is the test. */
class Line {
  static OPEN = 1;
  /** @type {Line[]} */
  static all = [];
  readyState = Line.OPEN;
  /** @type {string[]} */
  sent = [];
  onopen = () => {};
  onmessage = (/** @type {{data: unknown}} */ _) => {};
  onclose = (/** @type {{code: number, reason: string}} */ _) => {};

  constructor() {
    Line.all.push(this);
  }

  /** @param {string} text */
  send(text) {
    this.sent.push(text);
  }

  closed = false;

  close() {
    this.closed = true;
  }
}

test("a connection that is lost says why in the server's own words", (t) => {
  const before = globalThis.WebSocket;
  globalThis.WebSocket = /** @type {any} */ (Line);
  /** @type {unknown[]} */
  const said = [];
  const socket = createSocket("ws://lab", {
    up: () => said.push("up"),
    down: (reason, failed) => said.push([reason, failed]),
    message: (message) => said.push(message.type),
    expecting: () => false,
  });
  t.after(() => {
    socket.stop();
    globalThis.WebSocket = before;
  });
  socket.start();
  assert.equal(socket.send({ type: "pause" }), false, "nobody is there yet");
  const [line] = Line.all;
  line?.onopen();
  line?.onmessage({ data: '{"type": "heartbeat", "ready": true}' });
  line?.onmessage({ data: '{"type": "of a later version"}' });
  assert.equal(socket.send({ type: "pause" }), true);
  line?.onclose({ code: 1013, reason: "Too many sessions." });
  assert.deepEqual(said, ["up", "heartbeat", ["Too many sessions.", 0]]);
  assert.deepEqual(line?.sent, ['{"type":"pause"}']);
});

test("where nobody says why, the server cannot be reached", (t) => {
  const before = globalThis.WebSocket;
  globalThis.WebSocket = /** @type {any} */ (Line);
  /** @type {unknown[]} */
  const said = [];
  const quiet = () => undefined;
  const down = (/** @type {string} */ reason, /** @type {number} */ failed) => said.push([reason, failed]);
  const socket = createSocket("ws://lab", { up: quiet, down, message: quiet, expecting: () => false });
  t.after(() => {
    socket.stop();
    globalThis.WebSocket = before;
  });
  socket.start();
  Line.all.at(-1)?.onclose({ code: 1006, reason: "" });
  assert.deepEqual(said, [["The server cannot be reached.", 1]]);
});

test("a connection that is given up while it is made is closed once it stands", (t) => {
  const before = globalThis.WebSocket;
  globalThis.WebSocket = /** @type {any} */ (Line);
  /** @type {string[]} */
  const said = [];
  const socket = createSocket("ws://lab", {
    up: () => said.push("up"),
    down: () => said.push("down"),
    message: () => undefined,
    expecting: () => false,
  });
  t.after(() => {
    socket.stop();
    globalThis.WebSocket = before;
  });
  socket.start();
  const line = /** @type {Line} */ (Line.all.at(-1));
  socket.stop();
  assert.equal(line.closed, false);
  line.onopen();
  assert.equal(line.closed, true);
  assert.deepEqual(said, []);
});

test("silence is the server's only while the page looks in time", (t) => {
  const before = [globalThis.WebSocket, globalThis.setInterval, performance.now];
  let now = 0;
  /** @type {() => void} */
  let look = () => undefined;
  Object.assign(globalThis, { WebSocket: Line, setInterval: (/** @type {() => void} */ call) => (look = call) });
  performance.now = () => now;
  /** @type {string[]} */
  const said = [];
  const quiet = () => undefined;
  const down = (/** @type {string} */ reason) => said.push(reason);
  const socket = createSocket("ws://lab", { up: quiet, down, message: quiet, expecting: () => true });
  t.after(() => {
    Object.assign(globalThis, { WebSocket: before[0], setInterval: before[1] });
    Object.assign(performance, { now: before[2] });
    socket.stop();
  });
  socket.start();
  Line.all.at(-1)?.onopen();
  // Five seconds in one piece: the page was busy, and what was sent meanwhile is still to be heard.
  now = 5000;
  look();
  assert.deepEqual(said, []);
  Line.all.at(-1)?.onmessage({ data: '{"type": "heartbeat", "ready": true}' });
  for (; now < 8000; look()) now += 500;
  assert.deepEqual(said, []);
  now += 500;
  look();
  assert.deepEqual(said, ["The server is silent."]);
});
