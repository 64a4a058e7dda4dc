/**
 * Two runs side by side: A, the page's own, and B, which has some settings otherwise. B has a player and a connection of its own, follows A
 * (run/follow.js), and is drawn with it (page/second.js). Here is what begins and ends it, and the fields in which it differs.
 */

import { createControl } from "../controls/fields.js";
import { el } from "../dom/elements.js";
import { Follower } from "../run/follow.js";
import { alikeLabs, labOf } from "../run/lab.js";
import { Player } from "../run/player.js";
import { valueAt } from "../run/protocol.js";
import { describeChanges, fieldsOf, partOf, splitTitle, words } from "../run/schema.js";
import { createSocket } from "../run/socket.js";

/** @typedef {import("../types.js").Changes} Changes */
/** @typedef {import("../types.js").Lab} Lab */
/** @typedef {import("../run/schema.js").Field} Field */

/**
 * @param {import("../run/player.js").Player} first
 * @param {object} given
 * @param {() => string} given.address of the live socket
 * @param {Record<string, any>} given.schema
 * @param {import("../types.js").Kinds} given.kinds
 * @param {() => string[]} given.streams
 * @param {() => void} given.changed   something to draw
 * @param {() => void} given.told      what B has otherwise has changed
 * @param {() => void} given.opened    B stands, or is gone: panels are to be made again
 * @param {(text: string) => void} given.say
 */
export function createCompare(first, given) {
  const { schema } = given;
  /** @type {Follower | null} */
  let follower = null;
  /** @type {ReturnType<typeof createSocket> | null} */
  let socket = null;
  /** @type {Lab | null} */
  let lab = null;

  const fields = differingFields(schema, (changes) => {
    if (!follower) return;
    follower.changes = changes;
    show();
    given.told();
    given.changed();
  });
  const stop = el("button", { type: "button", class: "button", text: "Stop comparing", onclick: () => end() });
  const element = el(
    "section",
    { class: "group compare", hidden: true, "aria-label": "Compare" },
    el("h2", { text: "B, dashed and open" }),
    ...fields.elements,
    stop,
  );

  /** @param {Changes} changes what B has otherwise */
  function start(changes) {
    element.hidden = false;
    if (!follower) connect(changes);
    else follower.changes = changes;
    show();
    given.told();
    follower?.begin();
  }

  /** @param {Changes} changes */
  function connect(changes) {
    const second = new Player({
      send: (message) => socket?.send(message) ?? false,
      changed: given.changed,
      opened,
      leaving: () => undefined,
      describe: (set) => describeChanges(schema, second.confirmed ?? {}, set),
      said(kind, text) {
        if (kind !== "refused") return;
        follower?.refused();
        given.say(`B: ${text}`);
      },
    });
    second.streams = given.streams();
    follower = new Follower(first, second, schema);
    follower.changes = changes;
    socket = createSocket(given.address(), {
      up: () => second.connected(),
      down: () => second.lost(),
      message: (message) => message.type !== "heartbeat" && second.receive(message),
      expecting: () => second.waits && !document.hidden,
    });
    socket.start();
  }

  function opened() {
    const run = follower?.second.run;
    if (!run || !follower) return;
    const { second } = follower;
    if (lab && alikeLabs(lab, run)) return;
    lab = labOf(run, given.kinds, () => second.experiment);
    given.opened();
  }

  /** Without a connection, until `wake`. */
  function rest() {
    socket?.stop();
    follower?.second.lost();
  }

  function end() {
    socket?.stop();
    socket = follower = lab = null;
    element.hidden = true;
    fields.forget();
    given.opened();
    given.changed();
  }

  /** @returns {import("../types.js").Experiment | null} */
  const experiment = () => (follower && first.experiment ? follower.differing(first.experiment) : null);

  function show() {
    const now = experiment();
    if (now && follower) fields.show(now, follower.changes);
  }

  return {
    rest,
    wake: () => socket?.start(),
    element,
    start,
    end,
    get on() {
      return follower !== null;
    },
    get changes() {
      return follower?.changes ?? null;
    },
    /** What B has otherwise, in words; "" without B. */
    words() {
      const now = experiment();
      if (!follower || !now) return "";
      return describeChanges(schema, now, follower.changes) || "nothing otherwise yet";
    },
    /** The second run as panels want it. @returns {import("./second.js").Other | null} */
    other() {
      const shown = follower;
      if (!shown || !lab) return null;
      return {
        lab,
        send: (message) => shown.second.send(message),
        moment() {
          const { second } = shown;
          const index = second.history.indexAt(first.frame?.update ?? 0);
          const frame = second.history.frames[index];
          if (!frame || !lab) return null;
          const { playing, scrubbed } = first;
          return { frame, index, history: second.history.past(index), playing, scrubbed, lab };
        },
      };
    },
    /** Once a frame: bring B up to A. */
    follow() {
      follower?.follow();
      if (follower && experiment() !== fields.shown) show();
    },
    drawn: () => follower?.second.drawn(),
    subscribe: () => follower?.second.subscribe(given.streams(), first.cloudAxes),
    /** A begins anew. */
    again: () => follower?.begin(),
  };
}

/**
 * The fields in which B differs, and a list of the others.
 * @param {Record<string, any>} schema
 * @param {(changes: Changes) => void} change   what B now has otherwise
 */
function differingFields(schema, change) {
  /** What the fields show. @type {import("../types.js").Experiment | null} */
  let shown = null;
  /** @type {Changes} */
  let changes = {};
  let shape = "";
  /** @type {import("../controls/fields.js").Control[]} */
  let controls = [];
  const fields = el("div", { class: "fields" });
  const more = el("select", { "aria-label": "B differs in", onchange: () => add(more.value) });

  /** @param {string} path */
  function add(path) {
    if (!path) return;
    change({ ...changes, [path]: valueAt(shown, path) });
    const control = controls.find((one) => one.field.path === path)?.element;
    const input = control?.querySelector("input, select, textarea");
    if (input instanceof HTMLElement) input.focus();
  }

  /** @param {Field} field @param {any} value */
  function changed(field, value) {
    if (!shown) return;
    const next = field.type === "kind" ? partOf(schema, shown, field.path, value) : value;
    if (next === null && field.type === "kind") return;
    // Inside a part that differs as a whole, that is what changes.
    const whole = Object.keys(changes).find((path) => field.path.startsWith(`${path}.`));
    if (whole === undefined) return change({ ...changes, [field.path]: next });
    const rest = field.path.slice(whole.length + 1);
    change({ ...changes, [whole]: { ...changes[whole], [rest]: next } });
  }

  /** @param {import("../types.js").Experiment} now B's @param {Field[]} mine @param {Field[]} others */
  function build(now, mine, others) {
    controls = mine.map((field) =>
      createControl(field, valueAt(now, field.path), changed, {
        help: false,
        name: `B: ${splitTitle(field.title)[0]}`,
      }),
    );
    fields.replaceChildren(...controls.map((control) => control.element));
    more.replaceChildren(
      el("option", { value: "", text: Object.keys(changes).length ? "… and differs in" : "B differs in …" }),
      ...others.map(({ path, title }) => el("option", { value: path, text: nameOf(path, title) })),
    );
  }

  return {
    elements: [fields, el("label", { class: "field" }, more)],
    get shown() {
      return shown;
    },
    forget() {
      controls = [];
      shown = null;
      shape = "";
    },
    /** @param {import("../types.js").Experiment} now B's @param {Changes} otherwise */
    show(now, otherwise) {
      shown = now;
      changes = otherwise;
      const paths = Object.keys(changes);
      const all = fieldsOf(schema, now);
      const mine = all.filter(({ path }) => paths.some((own) => path === own || path.startsWith(`${own}.`)));
      const key = mine.map(({ path }) => path).join();
      if (key !== shape || more.options.length === 0) {
        shape = key;
        const others = all.filter((field) => !mine.includes(field) && field.path !== "runs");
        build(now, mine, others);
      }
      more.value = "";
      for (const control of controls) control.set(valueAt(now, control.field.path));
    },
  };
}

/** "Learning rate (optimizer)". @param {string} path @param {string} title */
function nameOf(path, title) {
  const parts = path.split(".");
  const name = splitTitle(title)[0];
  return parts.length > 1 ? `${name} (${words(parts.slice(0, -1).join(", ")).toLowerCase()})` : name;
}
