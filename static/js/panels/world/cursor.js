/**
 * The cell looked at or edited: a real button that lies over it. Arrow keys move it; while editing, Enter goes round the
 * kinds of cell and a letter sets one.
 *
 * Edits are collected for a moment before the run starts again with them: four clicks on one cell are one new map.
 */

import { el } from "../../dom/elements.js";
import { CYCLE, cycled, fault, withCell, wordOf } from "../../maths/gridmap.js";

/** @typedef {import("../../types.js").Host} Host */
/** @typedef {import("../../types.js").Stage} Stage */

const COLLECT_MS = 600;
/** A map the server refused goes back to the one in force after this. */
const REFUSED_MS = 4000;
/** @type {Record<string, [number, number]>} */
const KEYS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** How many edits can be taken back. */
const MOST_UNDONE = 100;

/** What a person was doing survives the new run that an edit begins; the maps before, as long as nobody else changes it. */
const kept = {
  editing: false,
  row: 0,
  column: 0,
  focused: false,
  past: /** @type {(readonly string[])[]} */ ([]),
  sent: "",
  shown: "",
};

/** Another map is looked at where episodes start; one that was edited, where it was. @param {string} map */
function look(map) {
  if (map !== kept.sent) kept.past = [];
  if (map !== kept.sent && map !== kept.shown) {
    const rows = map.split("\n");
    kept.row = Math.max(
      0,
      rows.findIndex((row) => row.includes("S")),
    );
    kept.column = Math.max(0, rows[kept.row]?.indexOf("S") ?? 0);
  }
  kept.shown = map;
}

/**
 * A map while it is edited, and the maps before.
 * @param {Host} host
 * @param {readonly string[]} map  the one in force
 * @param {() => void} changed
 */
function createDraft(host, map, changed) {
  let draft = map;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let sending;
  look(map.join("\n"));

  /** @param {readonly string[]} next */
  function change(next) {
    draft = next;
    host.note("");
    changed();
    clearTimeout(sending);
    sending = setTimeout(send, COLLECT_MS);
  }

  function send() {
    const wrong = fault(draft);
    if (wrong) {
      host.note(wrong);
      return;
    }
    kept.sent = draft.join("\n");
    if (kept.sent === map.join("\n")) return;
    host.edit({ "problem.map": [...draft] });
    sending = setTimeout(() => {
      draft = map;
      changed();
    }, REFUSED_MS);
  }

  return {
    get map() {
      return draft;
    },
    /** The cell the cursor is on becomes another. @param {string} letter */
    set(letter) {
      kept.past.push(draft);
      if (kept.past.length > MOST_UNDONE) kept.past.shift();
      change(withCell(draft, kept.row, kept.column, letter));
    },
    /** The map as it was before the last edit. */
    back() {
      const before = kept.past.pop();
      if (before) change(before);
    },
    end: () => clearTimeout(sending),
  };
}

/**
 * @param {Host} host
 * @param {{map: readonly string[], editable: boolean, stage: () => Stage, moved: () => void, told: (row: number, column: number) => string}} given
 */
export function createCursor(host, given) {
  const { rows, columns } = { rows: given.map.length, columns: given.map[0]?.length ?? 1 };
  /** @type {ResizeObserver | undefined} */
  let observer;
  kept.row = Math.min(kept.row, rows - 1);
  kept.column = Math.min(kept.column, columns - 1);
  const draft = createDraft(host, given.map, () => {
    undo.disabled = kept.past.length === 0;
    given.moved();
    speak();
  });

  const button = el("button", { type: "button", class: "cell-cursor" });
  const toggle = el("button", {
    type: "button",
    class: "small-button",
    "aria-pressed": String(kept.editing),
    text: "Edit map",
    onclick: () => edit(!kept.editing),
  });

  const undo = el("button", {
    type: "button",
    class: "small-button",
    title: "Take the last edit back (Ctrl and Z on a cell)",
    text: "Undo",
    onclick: draft.back,
  });

  const hint = el("p", {
    class: "world-hint",
    hidden: true,
    text: "Click a cell, or move with the arrow keys: Enter cycles through floor, wall, goal, cliff, start; . # G C S set one directly.",
  });

  /** @param {boolean} asked */
  function edit(asked) {
    const on = asked && given.editable;
    kept.editing = on;
    toggle.setAttribute("aria-pressed", String(on));
    if (on) place();
    undo.hidden = !on;
    undo.disabled = kept.past.length === 0;
    button.toggleAttribute("data-editing", on);
    hint.hidden = !on;
    if (!on) host.note("");
  }

  function speak() {
    const here = draft.map[kept.row]?.[kept.column] ?? ".";
    button.setAttribute(
      "aria-label",
      `Row ${kept.row + 1}, column ${kept.column + 1}: ${wordOf(here)}. ${given.told(kept.row, kept.column)}`,
    );
  }

  function place() {
    const stage = given.stage();
    const [x, y] = [stage.x(kept.column), stage.y(kept.row)];
    button.style.transform = `translate(${x}px, ${y}px)`;
    button.style.width = `${stage.x(kept.column + 1) - x}px`;
    button.style.height = `${stage.y(kept.row + 1) - y}px`;
  }

  /** @param {number} row @param {number} column */
  function go(row, column) {
    kept.row = Math.min(Math.max(0, row), rows - 1);
    kept.column = Math.min(Math.max(0, column), columns - 1);
    place();
    speak();
    given.moved();
  }

  button.addEventListener("keydown", (press) => {
    const way = KEYS[press.key];
    const letter = press.key.length === 1 ? press.key.toUpperCase() : "";
    if (way) go(kept.row + way[0], kept.column + way[1]);
    else if (kept.editing && letter === "Z" && (press.ctrlKey || press.metaKey)) draft.back();
    else if (kept.editing && CYCLE.includes(letter) && !press.ctrlKey && !press.metaKey && !press.altKey)
      draft.set(letter);
    else return;
    press.preventDefault();
    press.stopPropagation();
  });
  button.addEventListener("click", () => {
    if (kept.editing) draft.set(cycled(draft.map[kept.row]?.[kept.column] ?? "."));
  });
  button.addEventListener("focus", () => (kept.focused = true));
  button.addEventListener("blur", () => {
    // A new run takes the button away: that is no blur a person meant.
    setTimeout(() => {
      if (button.isConnected) kept.focused = false;
    });
  });

  return {
    button,
    hint,
    speak,
    tools: given.editable ? [toggle, undo] : [],
    get map() {
      return draft.map;
    },
    get row() {
      return kept.row;
    },
    get column() {
      return kept.column;
    },
    /** A pointer came down on the picture. @param {number} row @param {number} column */
    point(row, column) {
      if (row < 0 || column < 0 || row >= rows || column >= columns) return;
      const again = row === kept.row && column === kept.column;
      go(row, column);
      button.focus({ preventScroll: true });
      if (kept.editing && !again) draft.set(cycled(draft.map[row]?.[column] ?? "."));
    },
    begin() {
      edit(kept.editing);
      if (kept.focused) button.focus({ preventScroll: true });
    },
    /** Stays on its cell whatever the picture's size. @param {HTMLElement} element the stage's */
    follow(element) {
      // After the stage's own, which was there first: it has brought its scales to the new size.
      observer = new ResizeObserver(place);
      observer.observe(element);
    },
    destroy() {
      observer?.disconnect();
      draft.end();
    },
  };
}
