/**
 * The page put together: catalog and URL in, player in the middle, controls and panels around it.
 *
 *   URL <-> state -> player <-> socket          one requestAnimationFrame per change:
 *             ^         |                       draw what is on screen, then pay for the frames taken
 *          controls   moment -> board, timeline, readout
 */

import { createSettings } from "../controls/settings.js";
import { createTransport } from "../controls/transport.js";
import { setText } from "../dom/elements.js";
import { inLab, liveAddress, wholeAddress, written } from "../dom/places.js";
import { readTheme, setTheme, watchTheme } from "../dom/theme.js";
import { kindsOf } from "../maths/kinds.js";
import { defaultPanels, expect, foreseen, PANELS } from "../panels/index.js";
import { citations } from "../run/citation.js";
import { KeptRuns } from "../run/kept_runs.js";
import { alikeLabs, labOf } from "../run/lab.js";
import { createLinks } from "../run/links.js";
import { lead } from "../run/moment.js";
import { Player } from "../run/player.js";
import { same, withChanges, withValue } from "../run/protocol.js";
import { createReach } from "../run/reach.js";
import { describeChanges, suited } from "../run/schema.js";
import { createServer } from "../run/server.js";
import { createSocket } from "../run/socket.js";
import { initialState, isPair, panelsOf, read } from "../run/url.js";
import { inTurn } from "../stage/turns.js";
import { createAddress, laidAside } from "./address.js";
import { createAnnouncer } from "./announce.js";
import { createBoard } from "./board.js";
import { createCompare } from "./compare.js";
import { createGlossary } from "./glossary.js";
import { createLoading, createNotices } from "./notices.js";
import { sleeping } from "./sleeping.js";
import { createStatus } from "./status.js";
import { createTimeline } from "./timeline.js";

/** @typedef {import("../types.js").Lab} Lab */
/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../run/url.js").Catalog} Catalog */
/** @typedef {import("./recorded/source.js").Source} Source */

/** What stands outside the panels: readout, live region. */
const ALWAYS = ["density", "episode", "exact", "probabilities"];
/** While playing, controls and readout are rewritten this seldom. */
const WORDS_MS = 100;

/** @param {import("../run/socket.js").On} on */
const connectLive = (on) => createSocket(liveAddress(), on);

/**
 * @param {{board: HTMLElement, strip: HTMLElement, foot: HTMLElement, live: HTMLElement}} places
 * @param {{query: string, embedded: boolean, catalog?: Catalog, source?: Source, drawn?: () => void, refused?: (text: string) => void}} options
 */
export async function start(places, { source, ...options }) {
  const server = createServer(inLab);
  const reach = createReach(server.get, globalThis.origin, (cause) => listener && unreached(cause));
  // The connection is made while the catalog comes: the run opens as soon as both are there.
  /** @type {Player | null} */
  let listener = null;
  const socket = (source?.connect ?? connectLive)({
    up: () => {
      reach.up();
      listener?.connected();
    },
    down: (reason, failed) => {
      void reach.lost(failed, performance.now());
      if (listener) lost(reason);
    },
    message: (message) => listener && hear(message),
    expecting: () => listener?.waits === true && !document.hidden,
  });
  socket.start();
  /** @type {Catalog} */
  const catalog = options.catalog ?? written("catalog") ?? (await server.catalog());
  const kinds = kindsOf(catalog);
  const notices = createNotices();
  createGlossary();
  const status = createStatus(notices, options.embedded, () => tell());
  const loading = createLoading(status.say);
  const names = PANELS.map((panel) => panel.name);
  const { state, notes } = read(options.query, catalog, names);
  notes.forEach(notices.add);
  setTheme(state.theme);

  let theme = readTheme();
  /** @type {Lab | null} */
  let lab = null;
  let queued = false;
  let worded = 0;
  let told = /** @type {object | null} */ (null);
  let wasPlaying = false;
  let preparing = false;
  let renewed = false;
  let leading = true; // the run being opened is the one an address asks for
  /** @type {Set<() => void>} */
  const watchers = new Set();
  const tell = () => watchers.forEach((watcher) => watcher());

  const announce = createAnnouncer(places.live, moment);
  const runs = new KeptRuns();
  const player = new Player({
    send: (message) => socket.send(message),
    changed: queue,
    opened,
    leaving(from) {
      if (from !== null) runs.leave(player, from);
      else runs.clear();
      if (from === null && lab) compare.end();
      else if (from === 0) renewed = true;
    },
    describe: (changes) => describeChanges(catalog.schema, player.confirmed ?? {}, changes),
    said(kind, text, pointer = "") {
      if (kind === "refused" || kind === "finished") options.refused?.(text);
      if (kind === "refused" && !settings.refused(text, pointer)) refused(text);
      else if (kind === "finished") notices.add(text);
      else if (kind === "branched") setText(places.live, text);
      if (kind === "stepped" || kind === "paused") announce(kind);
      queue();
    },
  });
  player.speed = state.speed;
  listener = player;

  const compare = createCompare(player, {
    address: liveAddress,
    schema: catalog.schema,
    kinds,
    streams: () => player.streams,
    changed: queue,
    told: tell,
    opened() {
      if (lab) board.refill(board.names());
      tell();
    },
    say: notices.add,
  });
  const board = createBoard(places.board, {
    lab: () => /** @type {Lab} */ (lab),
    theme: () => theme,
    moment,
    tools: !options.embedded,
    other: () => compare.other(),
    address: () => (source?.address ?? wholeAddress)(links.toMoment().query),
    changed: (names) => panelsChosen(names),
    send: (message) => player.send(message),
    preview: (changes) => player.control(changes),
    edit: (changes) => open({ ...withChanges(player.experiment ?? state.experiment, changes), initial_theta: null }),
    ask: source?.ask ?? server.ask,
  });
  const settings = createSettings(catalog.schema, {
    hide: state.hide,
    more: !options.embedded,
    control: (changes) => {
      player.control(changes);
      address?.remember();
    },
    change(path, value, anew) {
      const next = suited(catalog.schema, withValue(player.experiment ?? state.experiment, path, value));
      if (anew) open(path.startsWith("problem") || path.startsWith("policy") ? { ...next, initial_theta: null } : next);
      else player.change(next, { [path]: value });
    },
  });
  const transport = createTransport(player, {
    hide: state.hide,
    readout: !options.embedded,
    reset: () => player.reset(),
    seed: () => {
      const playing = player.playing;
      player.reset(Math.floor(Math.random() * 1e6));
      if (playing) player.play();
    },
  });
  const links = createLinks(player, state, catalog, () => compare.changes);
  const address = options.embedded ? null : createAddress(player, links.present);
  const aside = address && laidAside();
  const timeline =
    source?.timeline(places.foot, player, state.hide) ?? createTimeline(places.foot, player, runs, state.hide);
  places.strip.append(transport.element, settings.element, compare.element);

  /** What the address asks for may be well-formed and still impossible: then the page opens with the defaults. @param {string} text */
  function refused(text) {
    notices.add(text);
    if (player.run || player.state !== "idle") return;
    if (state.run) {
      state.run = "";
      player.open(state.experiment);
    } else if (!same(state.experiment, catalog.defaults)) {
      Object.assign(state, initialState(catalog), { theme: state.theme });
      player.open(state.experiment);
    }
  }

  /** @param {string} reason */
  function lost(reason) {
    listener?.lost();
    if (!lab) board.await(coming);
    status.lost(reach.cause?.text ?? reason, lab !== null);
  }

  /** Why there is no live connection has become known, or is over. @param {import("../run/reach.js").Cause | null} cause */
  function unreached(cause) {
    if (cause) lost(cause.text);
    status.because(cause);
  }

  /** @param {import("../types.js").ServerMessage} message */
  function hear(message) {
    if (message.type === "heartbeat") {
      const waits = message.ready === false && player.state === "opening";
      loading.show(waits);
      if (waits && !lab) board.await(coming);
      if (message.reason) notices.add(message.reason);
      preparing = message.ready && !message.full_speed && !message.reason;
      tell();
      return;
    }
    if (message.type === "opened") {
      loading.show(false);
      status.say("");
    }
    player.receive(message);
  }

  /** @param {import("../types.js").Opened | null} before */
  function opened(before) {
    const run = /** @type {import("../types.js").Opened} */ (player.run);
    const alike = before !== null && alikeLabs(before, run) && before.experiment.runs === run.experiment.runs;
    lab = labOf(
      alike ? { ...run, problem: before.problem, policy: before.policy } : run,
      kinds,
      () => player.experiment,
    );
    if (alike) Object.assign(run, { problem: before.problem, policy: before.policy });
    else {
      showPanels();
      for (const warning of run.problem.notes.warnings ?? []) notices.add(warning);
    }
    tell();
    if (renewed) compare.again();
    renewed = false;
    if (!leading) return;
    leading = false;
    if (state.other) player.after.push(() => compare.start(state.other ?? {}));
    if (aside) return;
    lead(player, state, catalog.schema);
    if (state.autoplay && !matchMedia("(prefers-reduced-motion: reduce)").matches)
      player.script.push(() => player.play());
  }

  function showPanels() {
    const names = state.panels ?? defaultPanels(/** @type {Lab} */ (lab));
    board.refill(names);
    board.show(names);
    subscribe();
    tell();
  }

  const streams = () =>
    [...new Set([...ALWAYS, ...board.streams()])]
      .filter((name) => name !== "ensemble" || (lab?.experiment.runs ?? 1) > 1)
      .sort();

  function subscribe() {
    player.subscribe(streams());
    compare.subscribe();
  }

  /** @param {string[]} names */
  function panelsChosen(names) {
    const usual = same(names, defaultPanels(/** @type {Lab} */ (lab)));
    state.panels = usual && !panelsOf(catalog.presets.find((one) => one.name === state.preset)) ? null : names;
    board.show(names);
    subscribe();
    tell();
    address?.remember();
    queue();
  }

  /** @param {object} experiment */
  function open(experiment) {
    player.open(experiment);
    address?.remember();
  }

  /** Whether moments follow each other: pictures are then drawn, and not made anew. */
  const moving = () => player.playing || timeline.replaying;

  /** @returns {Moment | null} */
  function moment() {
    const { frame, index, history, scrubbed } = player;
    return frame && lab ? { frame, index, history: history.past(index), playing: moving(), scrubbed, lab } : null;
  }

  function queue() {
    if (queued) return;
    queued = true;
    requestAnimationFrame(draw);
  }

  function draw() {
    queued = false;
    const m = moment();
    const still = !moving();
    const now = performance.now();
    compare.follow();
    if (m) board.draw(m, still);
    if (still || now - worded > WORDS_MS || player.playing !== wasPlaying) {
      worded = now;
      transport.show(m);
      if (player.experiment) settings.show(player.experiment);
      if (player.experiment !== told) tell();
      told = player.experiment;
      if (player.state !== "opening" && player.experiment === player.confirmed) settings.settled();
    }
    timeline.show();
    player.drawn();
    compare.drawn();
    if (wasPlaying && still && m) settleSoon();
    wasPlaying = !still;
    if (still) address?.remember();
    options.drawn?.();
  }

  /** Once a pause has lasted, marks are handed over to Plotly: hover answers at once. */
  function settleSoon() {
    inTurn(() => {
      const m = moment();
      if (m && !player.playing) board.settle(m);
    });
  }

  watchTheme(() => {
    theme = readTheme();
    if (!lab) return;
    board.refill(board.names());
    queue();
  });
  document.addEventListener("visibilitychange", () => document.hidden || queue());

  player.streams = ALWAYS;
  if (aside) player.resume(aside);
  else player.open(state.experiment, state.run || undefined);
  const coming = state.panels ?? foreseen(state.experiment) ?? [];
  expect(coming);
  if (reach.cause) unreached(reach.cause);

  return {
    catalog,
    player,
    state,
    board,
    open,
    links,
    compare,
    panelsChosen,
    notices,
    lab: () => lab,
    cited: () => citations(player.experiment, catalog),
    text: server.text,
    status: () => status.text || (preparing ? "Full speed is being prepared; runs already play." : ""),
    /** @param {() => void} watcher */
    watch: (watcher) => watchers.add(watcher),
    /** @param {string} name */
    theme(name) {
      state.theme = name;
      setTheme(name);
      address?.remember();
    },
    /** Show what another address says; what is hidden stays hidden. @param {string} query @returns {string[]} what was ignored, and why */
    go(query) {
      const next = read(query, catalog, names);
      Object.assign(state, next.state, { hide: state.hide, autoplay: false });
      compare.end();
      leading = true;
      setTheme(state.theme);
      player.setSpeed(state.speed);
      player.open(state.experiment, state.run || undefined);
      if (lab) showPanels();
      return next.notes;
    },
    ...sleeping(socket, player, compare),
    /** @param {string} name */
    preset(name) {
      const found = catalog.presets.find((one) => one.name === name);
      // A step in the browser's history of its own: Back leads to what was shown before.
      address?.enter();
      Object.assign(state, { preset: name, panels: panelsOf(found), at: 0, changes: [], run: "" });
      compare.end();
      if (found) open(found.experiment);
      if (found && isPair(found)) player.after.push(() => compare.start(found.compare));
      if (lab) showPanels();
      address?.remember();
    },
  };
}
