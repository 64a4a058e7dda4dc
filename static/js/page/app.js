/**
 * The page put together: catalog and URL in, player in the middle, controls and panels around it.
 *
 *   URL <-> state -> player <-> line.js             drawing.js: one requestAnimationFrame per change
 *             ^         |
 *          controls   moment -> board, timeline, readout
 */

import { setText } from "../dom/elements.js";
import { readTheme, setTheme, watchTheme } from "../dom/theme.js";
import { kindsOf } from "../maths/kinds.js";
import { defaultPanels, expect, foreseen, PANELS } from "../panels/index.js";
import { citations } from "../run/citation.js";
import { KeptRuns } from "../run/kept_runs.js";
import { alikeLabs, labOf } from "../run/lab.js";
import { createLinks } from "../run/links.js";
import { lead } from "../run/moment.js";
import { Player } from "../run/player.js";
import { same, withChanges } from "../run/protocol.js";
import { describeChanges } from "../run/schema.js";
import { initialState, isPair, panelsOf, read } from "../run/url.js";
import { createAnnouncer } from "./announce.js";
import { createBoard } from "./board.js";
import { Compare } from "./compare.js";
import { createDrawing } from "./drawing.js";
import { createGlossary } from "./glossary.js";
import { createHearing, createLine } from "./line.js";
import { createNotices } from "./notices.js";
import { createStrip } from "./strip.js";

/** @typedef {import("../types.js").Lab} Lab */
/** @typedef {import("../types.js").Moment} Moment */
/** @typedef {import("../run/url.js").Catalog} Catalog */
/** @typedef {{board: HTMLElement, strip: HTMLElement, foot: HTMLElement, live: HTMLElement}} Places */
/**
 * @typedef {object} Options
 * @property {string} query            what the address asks for
 * @property {boolean} embedded
 * @property {import("./source.js").Source} source   where its runs are computed
 * @property {() => void} [drawn]      the page was drawn
 * @property {(text: string) => void} [refused]
 */

/** What stands outside the panels: readout, live region. */
const ALWAYS = ["density", "episode", "exact", "probabilities"];
const NAMES = PANELS.map((panel) => panel.name);

/** @param {Places} places @param {Options} options */
export async function start(places, options) {
  // The connection is made while the catalog comes: the run opens as soon as both are there.
  const line = createLine(options.source);
  return new App(places, options, line, await options.source.catalog());
}

class App {
  /** @type {Lab | null} */
  #lab = null;
  #theme;
  /** Whether the run was begun again, or another one gone to, so that a second one has to follow. */
  #renewed = false;
  /** Whether the run being opened comes with panels of its own: until it stands, those that are open know another problem. */
  #anew = false;
  /** Whether the run being opened is the one an address asks for. */
  #leading = true;
  /** Panels that will be shown, before anything is known of the run. @type {string[]} */
  #coming;
  /** Who wants to know when the page is another one. @type {Set<() => void>} */
  #watchers = new Set();
  #runs = new KeptRuns();
  #options;
  #line;
  #announce;
  #hearing;
  #settings;
  #address;
  #timeline;
  #queue;

  /**
   * @param {Places} places
   * @param {Options} options
   * @param {ReturnType<typeof createLine>} line
   * @param {Catalog} catalog
   */
  constructor(places, options, line, catalog) {
    const { source, embedded } = options;
    this.#options = options;
    this.#line = line;
    this.catalog = catalog;
    this.kinds = kindsOf(catalog);
    this.text = source.text;
    this.notices = createNotices();
    createGlossary();
    const { state, notes } = read(options.query, catalog, NAMES);
    this.state = state;
    notes.forEach(this.notices.add);
    if (source.second) state.other = source.second.changes;
    setTheme(state.theme);
    this.#theme = readTheme();
    this.#coming = state.panels ?? foreseen(state.experiment) ?? [];

    this.#announce = createAnnouncer(places.live, this.moment);
    this.player = this.#createPlayer(places.live);
    this.compare = new Compare(this.player, {
      connect: source.second?.connect ?? source.connect,
      ask: source.second?.ask,
      recorded: source.second?.made,
      fields: source.change?.fields,
      schema: catalog.schema,
      kinds: this.kinds,
      streams: () => this.player.streams,
      changed: () => this.#queue(),
      told: this.#tell,
      opened: () => {
        if (this.#lab) this.board.remake();
        this.#tell();
      },
      say: this.notices.add,
    });
    this.board = this.#createBoard(places.board);
    this.links = createLinks(this.player, state, catalog, () => this.compare.named);
    this.#address = embedded ? undefined : source.change?.address(this.player, this.links.present);
    const { player, compare, board } = this;
    this.#timeline = source.timeline(places.foot, player, this.#runs, state.hide, {
      begin: compare.take,
      end: compare.end,
      id: () => compare.taken,
      gone: () => (this.#renewed = true),
    });
    const { settings, transport } = createStrip(places.strip, player, {
      settings: source.change?.settings,
      schema: catalog.schema,
      state,
      embedded,
      open: this.open,
      remember: this.#remember,
    });
    places.strip.append(compare.element);
    this.#settings = settings;
    this.#queue = createDrawing({
      player,
      board,
      compare,
      transport,
      settings,
      timeline: this.#timeline,
      moment: this.moment,
      moving: this.#moving,
      tell: this.#tell,
      remember: this.#remember,
      drawn: () => options.drawn?.(),
    });
    this.#hearing = createHearing({
      player,
      notices: this.notices,
      embedded,
      stands: () => this.#lab !== null,
      waits: () => board.await(this.#coming),
      changed: this.#tell,
    });
    line.listen(this.#hearing);
    this.#watchPage();
    this.#begin();
  }

  #begin() {
    const { player, state } = this;
    player.speed = state.speed;
    player.streams = ALWAYS;
    const aside = this.#address?.aside;
    if (aside) player.resume(aside);
    else player.open(state.experiment, state.run || undefined);
    expect(this.#coming);
    this.#line.excuse();
  }

  // --- the parts ---------------------------------------------------------------------------------------------------

  /** @param {HTMLElement} live its words for those who do not see */
  #createPlayer(live) {
    const runs = this.#runs;
    /** @type {Player} */
    const player = new Player({
      send: (message) => this.#line.socket.send(message),
      changed: () => this.#queue(),
      opened: (before) => this.#opened(before),
      leaving: (from) => {
        if (from !== null) runs.leave(player, from);
        else runs.clear();
        if (from === null && this.#lab) this.compare.end();
        else if (from === 0) this.#renewed = true;
      },
      describe: (changes) => describeChanges(this.catalog.schema, player.confirmed ?? {}, changes),
      said: (kind, text, pointer = "") => {
        if (kind === "refused" || kind === "finished") this.#options.refused?.(text);
        if (kind === "refused" && !this.#settings?.refused(text, pointer)) this.#refused(text);
        else if (kind === "finished") this.notices.add(text);
        else if (kind === "branched") setText(live, text);
        if (kind === "stepped" || kind === "paused") this.#announce(kind);
        this.#queue();
      },
    });
    return player;
  }

  /** @param {HTMLElement} root */
  #createBoard(root) {
    const { player } = this;
    const { source, embedded } = this.#options;
    return createBoard(root, {
      lab: () => /** @type {Lab} */ (this.#lab),
      theme: () => this.#theme,
      moment: this.moment,
      tools: !embedded,
      other: () => this.compare.other(),
      address: () => source.address(this.links.toMoment().query),
      changed: this.panelsChosen,
      send: (message) => player.send(message),
      preview: (changes) => player.control(changes),
      edit: (changes) =>
        this.open({ ...withChanges(player.experiment ?? this.state.experiment, changes), initial_theta: null }),
      ask: source.ask,
    });
  }

  #watchPage() {
    watchTheme(() => {
      this.#theme = readTheme();
      if (!this.#lab) return;
      this.board.remake();
      this.#queue();
    });
    document.addEventListener("visibilitychange", () => document.hidden || this.#queue());
  }

  // --- the run -----------------------------------------------------------------------------------------------------

  /** What the address asks for may be well-formed and still impossible: then the page opens with the defaults. @param {string} text */
  #refused(text) {
    const { player, state, catalog } = this;
    this.notices.add(text);
    if (player.run || player.state !== "idle") return;
    if (state.run) {
      state.run = "";
      player.open(state.experiment);
    } else if (!same(state.experiment, catalog.defaults)) {
      Object.assign(state, initialState(catalog), { theme: state.theme });
      player.open(state.experiment);
    }
  }

  /** @param {import("../types.js").Opened | null} before */
  #opened(before) {
    const { player, state, catalog } = this;
    const run = /** @type {import("../types.js").Opened} */ (player.run);
    const alike = before !== null && alikeLabs(before, run) && before.experiment.runs === run.experiment.runs;
    if (alike) Object.assign(run, { problem: before.problem, policy: before.policy });
    this.#lab = labOf(run, this.kinds, () => player.experiment);
    if (!alike || this.#anew) this.#showPanels();
    this.#anew = false;
    if (!alike) {
      for (const warning of run.problem.notes.warnings ?? []) this.notices.add(warning);
    }
    this.#tell();
    if (this.#renewed) this.compare.again();
    this.#renewed = false;
    if (!this.#leading) return;
    this.#leading = false;
    if (state.other) player.after.push(() => this.compare.start(state.other ?? {}, state.otherChanges));
    if (this.#address?.aside) return;
    lead(player, state, catalog.schema);
    if (state.autoplay && !matchMedia("(prefers-reduced-motion: reduce)").matches)
      player.script.push(() => player.play());
  }

  #showPanels() {
    const names = this.state.panels ?? defaultPanels(/** @type {Lab} */ (this.#lab));
    this.board.refill(names);
    this.board.show(names);
    this.#subscribe();
    this.#tell();
  }

  #subscribe() {
    const several = (this.#lab?.experiment.runs ?? 1) > 1;
    const all = new Set([...ALWAYS, ...this.board.streams()]);
    this.player.subscribe([...all].filter((name) => name !== "ensemble" || several).sort());
    this.compare.subscribe();
  }

  #tell = () => {
    for (const watcher of this.#watchers) watcher();
  };

  #remember = () => this.#address?.remember();

  /** Whether moments follow each other: pictures are then drawn, and not made anew. */
  #moving = () => this.player.playing || this.#timeline.replaying;

  // --- what others ask of the page ---------------------------------------------------------------------------------

  /** @returns {Moment | null} */
  moment = () => {
    const { frame, index, history, scrubbed } = this.player;
    const lab = this.#lab;
    return frame && lab ? { frame, index, history: history.past(index), playing: this.#moving(), scrubbed, lab } : null;
  };

  lab = () => this.#lab;

  cited = () => citations(this.player.experiment, this.catalog);

  /** How the connection is; "" when all is well. */
  status = () => this.#hearing.words();

  /** @param {() => void} watcher */
  watch(watcher) {
    this.#watchers.add(watcher);
  }

  /** @param {object} experiment */
  open = (experiment) => {
    this.player.open(experiment);
    this.#remember();
  };

  /** @param {string[]} names */
  panelsChosen = (names) => {
    const { state, catalog } = this;
    const usual = same(names, defaultPanels(/** @type {Lab} */ (this.#lab)));
    state.panels = usual && !panelsOf(catalog.presets.find((one) => one.name === state.preset)) ? null : names;
    this.board.show(names);
    this.#subscribe();
    this.#tell();
    this.#remember();
    this.#queue();
  };

  /** @param {string} name */
  theme = (name) => {
    this.state.theme = name;
    setTheme(name);
    this.#remember();
  };

  /** Show what another address says; what is hidden stays hidden. @param {string} query @returns {string[]} what was ignored, and why */
  go(query) {
    const { state, player } = this;
    const next = read(query, this.catalog, NAMES);
    Object.assign(state, next.state, { hide: state.hide, autoplay: false });
    this.compare.end();
    this.#leading = true;
    setTheme(state.theme);
    player.setSpeed(state.speed);
    this.#anew = true;
    player.open(state.experiment, state.run || undefined);
    return next.notes;
  }

  /** @param {string} name */
  preset = (name) => {
    const found = this.catalog.presets.find((one) => one.name === name);
    // A step in the browser's history of its own: Back leads to what was shown before.
    this.#address?.enter();
    Object.assign(this.state, { preset: name, panels: panelsOf(found), at: 0, changes: [], run: "" });
    this.compare.end();
    this.#anew = true;
    if (found) this.open(found.experiment);
    if (found && isPair(found)) this.player.after.push(() => this.compare.start(found.compare));
    this.#remember();
  };

  /** Out of sight an embed does nothing and keeps no connection; what plays goes on where it was after `wake`. */
  rest() {
    this.#line.socket.stop();
    this.player.lost();
    this.compare.rest();
  }

  wake() {
    this.#line.socket.start();
    this.compare.wake();
  }
}
