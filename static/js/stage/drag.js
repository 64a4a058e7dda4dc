/** Handles on a stage: dragged with a pointer, moved with the arrow keys (Shift: ten times as far). */

/** @typedef {import("../types.js").Stage} Stage */
/** @typedef {import("../types.js").Handle} Handle */
/** @typedef {import("../types.js").DragOptions} DragOptions */

/** An arrow key moves a handle by this share of the axis. */
const NUDGE = 0.01;
/** @type {Record<string, [number, number]>} */
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @param {HTMLElement} element the stage's element
 * @param {Stage} stage
 * @param {DragOptions} options
 */
export function attachDrag(element, stage, options) {
  /** @type {Map<string, HTMLButtonElement>} */
  const buttons = new Map();
  /** @type {{handle: Handle, x: number, y: number} | null} */
  let pending = null;
  let placing = false;
  let gone = false;

  /** @param {Handle} handle @param {number} x @param {number} y */
  function moved(handle, x, y) {
    if (!pending) {
      requestAnimationFrame(() => {
        const last = pending;
        pending = null;
        if (last) options.move(last.handle, last.x, last.y);
      });
    }
    pending = { handle, x, y };
  }

  /** @param {string} name */
  const current = (name) => options.handles().find((handle) => handle.name === name);

  /** @param {Handle} handle */
  function create(handle) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "handle";
    button.setAttribute("aria-label", `${handle.name}: drag, or move with the arrow keys`);
    const { name } = handle;
    button.addEventListener("pointerdown", (down) => {
      if (down.button !== 0) return;
      button.setPointerCapture(down.pointerId);
      down.stopPropagation();
    });
    button.addEventListener("pointermove", (move) => {
      const now = current(name);
      if (!now || !button.hasPointerCapture(move.pointerId)) return;
      const box = element.getBoundingClientRect();
      moved(now, ...stage.at(move.clientX - box.left, move.clientY - box.top));
    });
    const drop = () => {
      const now = current(name);
      if (now) options.drop?.(now);
    };
    button.addEventListener("pointerup", drop);
    button.addEventListener("keydown", (press) => {
      const way = KEYS[press.key];
      const now = current(name);
      if (!way || !now) return;
      press.preventDefault();
      press.stopPropagation();
      const far = NUDGE * (press.shiftKey ? 10 : 1);
      const [x, y] = /** @type {[[number, number], [number, number]]} */ (stage.ranges());
      // Of several presses within a frame each goes on from the one before.
      const from = pending?.handle.name === name ? pending : now;
      moved(now, from.x + way[0] * far * (x[1] - x[0]), from.y + way[1] * far * (y[1] - y[0]));
    });
    button.addEventListener("keyup", (press) => {
      if (KEYS[press.key]) drop();
    });
    element.append(button);
    buttons.set(name, button);
    return button;
  }

  /** Put the handles where they belong. */
  function place() {
    placing = false;
    if (gone) return;
    const handles = options.handles();
    for (const [name, button] of buttons) {
      if (handles.some((handle) => handle.name === name)) continue;
      button.remove();
      buttons.delete(name);
    }
    for (const handle of handles) {
      const button = buttons.get(handle.name) ?? create(handle);
      button.style.transform = `translate(${stage.x(handle.x)}px, ${stage.y(handle.y)}px)`;
    }
  }

  return {
    place,
    /** The same after the frame's last picture: a moved handle would make every later font bring all styles up to date first. */
    placeSoon() {
      if (!placing) queueMicrotask(place);
      placing = true;
    },
    destroy() {
      gone = true;
      for (const button of buttons.values()) button.remove();
      buttons.clear();
    },
  };
}
