/**
 * <policy-scope preset="three_arms" panels="landscape" lr="0.3">: an embed as an element of somebody else's page.
 *
 *   far away ── two screens off ──► a frame is made, one per animation frame ── here ──► seen ── ready ──► live
 *   what stands between the tags ─────────────────── is seen until then ─────────┘
 *
 * One file without imports, served at /embed.js and, for notebooks (anywidget, MyST), at /embed.mjs. Attributes are the keys of an address:
 * whatever is not HTML's own goes into the query. `server` names another lab; `height` is in px, or `auto` for the height the frame asks for.
 * `recording` names a file that is shown where the lab does not answer. Inside the frame a second observer keeps the connection for as long as it is on screen.
 */

const HTMLS =
  /^(?:class|style|id|slot|part|title|lang|dir|hidden|inert|role|tabindex|server|height|width|recording|is|nonce|on.*|data-.*|aria-.*)$/;
const NEAR = "200% 0px";
const HIGH = 416;
const VERSION = 1;
/** A lab that has not answered so long after its frame has loaded, or in so long at all, is away. */
const SILENT_MS = 500;
const PATIENCE_MS = 10_000;
const LAB = new URL("./", import.meta.url).href;
const STYLE = `
  :host { display: block; position: relative; contain: layout; height: ${HIGH}px }
  :host([hidden]) { display: none }
  iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; opacity: 0 }
  :host([live]) iframe { opacity: 1 }
  :host([live]) .before { visibility: hidden }
  .before { padding: 0.5rem 0.75rem }
  @media print { iframe { opacity: 1 } .before { visibility: hidden } }
`;

/** Frames that wait to be made: a page of forty does not stop to make them all. @type {Set<PolicyScope>} */
const waiting = new Set();

function makeOne() {
  const [first] = waiting;
  if (!first) return;
  waiting.delete(first);
  first.prepare();
  if (waiting.size) requestAnimationFrame(makeOne);
}

/** @typedef {{type: string, version: number, id?: number, ok?: boolean, detail?: string} & Record<string, any>} Message */

class PolicyScope extends HTMLElement {
  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    const style = document.createElement("style");
    style.textContent = STYLE;
    const before = document.createElement("div");
    before.className = "before";
    this.link = document.createElement("a");
    this.link.textContent = "Open in Policyscope";
    const slot = document.createElement("slot");
    slot.append(this.link);
    before.append(slot);
    root.append(style, before);
    /** @type {HTMLIFrameElement | null} */
    this.frame = null;
    /** Commands that wait for their answer. @type {Map<number, {done: (message: Message) => void, failed: (why: Error) => void}>} */
    this.asked = new Map();
    this.count = 0;
    this.#expect();
  }

  /** Resolves with the frame's first message, also for those who listen late. @type {Promise<Message>} */
  ready = Promise.resolve(/** @type {any} */ (null));
  /** @type {(message: Message) => void} */
  #arrived = () => undefined;
  #near = new IntersectionObserver((entries) => this.#seen(entries), { rootMargin: NEAR });
  #changes = new MutationObserver(() => this.#changed());
  #query = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #silence;
  /** Whether the recording is shown in the lab's place. */
  #recorded = false;
  /** @param {MessageEvent} event */
  #hear = (event) => this.#heard(event);

  #expect() {
    this.ready = new Promise((resolve) => {
      this.#arrived = resolve;
    });
  }

  connectedCallback() {
    this.#query = this.query;
    this.link.href = `${this.server}${this.#query}`;
    this.#sized();
    this.#near.observe(this);
    this.#changes.observe(this, { attributes: true });
    globalThis.addEventListener("message", this.#hear);
  }

  disconnectedCallback() {
    waiting.delete(this);
    this.#near.disconnect();
    this.#changes.disconnect();
    globalThis.removeEventListener("message", this.#hear);
    clearTimeout(this.#silence);
    this.#recorded = false;
    this.frame?.remove();
    this.frame = null;
    this.removeAttribute("live");
    for (const { failed } of this.asked.values()) failed(new Error("The element was removed."));
    this.asked.clear();
    this.#expect();
  }

  /** Where the lab is, with a slash at its end. */
  get server() {
    const given = this.getAttribute("server");
    return given ? new URL(given.endsWith("/") ? given : `${given}/`, document.baseURI).href : LAB;
  }

  /** The attributes as a query, with its question mark, or "". */
  get query() {
    const parameters = new URLSearchParams();
    for (const { name, value } of this.attributes)
      if (!HTMLS.test(name) && name !== "live") parameters.append(name, value === "" ? "true" : value);
    const text = parameters.toString();
    return text && `?${text}`;
  }

  #sized() {
    const height = Number(this.getAttribute("height"));
    if (height > 0) this.style.height = `${height}px`;
  }

  /** @param {readonly IntersectionObserverEntry[]} entries */
  #seen(entries) {
    if (!entries.some((entry) => entry.isIntersecting) || this.frame) return;
    this.#near.disconnect();
    if (!waiting.size) requestAnimationFrame(makeOne);
    waiting.add(this);
  }

  /** Make the frame. */
  prepare() {
    if (!this.isConnected || this.frame) return;
    const frame = document.createElement("iframe");
    frame.title = this.getAttribute("aria-label") ?? (this.title || "Policyscope");
    frame.allow = "fullscreen";
    frame.src = `${this.server}embed${this.#query}`;
    this.frame = frame;
    if (this.hasAttribute("recording")) {
      frame.addEventListener("load", () => this.#fallBackIn(SILENT_MS), { once: true });
      this.#fallBackIn(PATIENCE_MS);
    }
    this.shadowRoot?.append(frame);
  }

  /** Show the recording, unless the lab is heard of until then. @param {number} time in ms */
  #fallBackIn(time) {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      const { frame } = this;
      if (!frame || this.hasAttribute("live") || this.#recorded) return;
      this.#recorded = true;
      frame.setAttribute("sandbox", "allow-scripts allow-downloads");
      frame.src = new URL(this.getAttribute("recording") ?? "", document.baseURI).href;
    }, time);
  }

  #changed() {
    this.#sized();
    const now = this.query;
    if (now === this.#query) return;
    this.#query = now;
    this.link.href = `${this.server}${now}`;
    if (this.frame && !this.#recorded) void this.setState(now).catch(() => undefined);
  }

  /** @param {MessageEvent} event */
  #heard({ source, data }) {
    if (!this.frame || source !== this.frame.contentWindow || typeof data !== "object" || data === null) return;
    if (data.subject === "lti.frameResize" && this.getAttribute("height") === "auto" && data.height > 0)
      this.style.height = `${Math.min(data.height, 4000)}px`;
    if (data.version !== VERSION || typeof data.type !== "string") return;
    const kind = data.type.replace("policyscope:", "");
    if (kind === "response") {
      const waits = this.asked.get(data.id);
      this.asked.delete(data.id);
      if (data.ok) waits?.done(data);
      else waits?.failed(new Error(data.detail));
    } else if (kind === "key") {
      this.dispatchEvent(
        new KeyboardEvent("keydown", {
          key: data.key,
          code: data.key,
          bubbles: true,
          composed: true,
          cancelable: true,
        }),
      );
    } else {
      if (kind === "here") this.toggleAttribute("live", true);
      if (kind === "ready") this.#arrived(data);
      if (kind === "leave" && document.activeElement === this) this.blur();
      this.dispatchEvent(new CustomEvent(kind, { detail: data, bubbles: kind !== "frame" }));
    }
  }

  /** Send a command once the frame is ready. @param {string} type @param {object} [more] @returns {Promise<Message>} its answer */
  async ask(type, more = {}) {
    await this.ready;
    this.count += 1;
    const id = this.count;
    return new Promise((done, failed) => {
      this.asked.set(id, { done, failed });
      this.frame?.contentWindow?.postMessage(
        { type: `policyscope:${type}`, version: VERSION, id, ...more },
        this.#recorded ? "*" : new URL(this.server).origin,
      );
    });
  }

  /** @param {number} [updatesPerSecond] */
  play = (updatesPerSecond) => this.ask("play", updatesPerSecond ? { updates_per_second: updatesPerSecond } : {});
  pause = () => this.ask("pause");
  /** @param {number} [count] @param {"update" | "sample"} [unit] */
  step = (count = 1, unit = "update") => this.ask("step", { count, unit });
  /** @param {Record<string, any>} changes value by path */
  set = (changes) => this.ask("set", { changes });
  /** The query of what is shown. @returns {Promise<string>} */
  getState = async () => (await this.ask("getState"))["state"];
  /** @param {string} state a query */
  setState = (state) => this.ask("setState", { state });
}

if (!customElements.get("policy-scope")) customElements.define("policy-scope", PolicyScope);

/** @typedef {{get: (name: string) => any, set?: (name: string, value: any) => void, save_changes?: () => void}
 * & {on?: (event: string, act: () => void) => void, off?: (event: string, act: () => void) => void}} Model */

/** For anywidget and MyST: the model's fields are the element's attributes, and what is seen becomes its `shown`, where it has one. */
export default {
  /** @param {{model: Model, el: HTMLElement}} given */
  render({ model, el }) {
    const element = document.createElement("policy-scope");
    /** @type {string[]} */
    let names = [];
    const show = () => {
      const options = Object.entries(model.get("options") ?? {});
      for (const name of names) if (!options.some(([key]) => key === name)) element.removeAttribute(name);
      for (const [key, value] of options) element.setAttribute(key, String(value));
      names = options.map(([key]) => key);
    };
    for (const key of ["server", "height"]) if (model.get(key)) element.setAttribute(key, String(model.get(key)));
    show();
    model.on?.("change:options", show);
    element.addEventListener("frame", (event) => {
      if (!model.get("shown")) return;
      const { update, sample, theta, value, playing } = /** @type {CustomEvent} */ (event).detail;
      model.set?.("shown", { update, sample, theta, value, playing });
      model.save_changes?.();
    });
    el.append(element);
    return () => {
      model.off?.("change:options", show);
      element.remove();
    };
  },
};
