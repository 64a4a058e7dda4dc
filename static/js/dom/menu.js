/** A button with a menu: arrows, Home and End move in it, Escape, Tab and a press elsewhere close it. And files that are handed to the browser. */

import { el, freshId } from "./elements.js";

/** @typedef {{words: string, act: () => void, shown?: () => boolean}} Item */

/**
 * @param {object} given
 * @param {string} given.name what the menu is called
 * @param {Record<string, any>} given.button   attributes of the button
 * @param {Node[]} given.inner                 what is in the button
 * @param {Item[]} given.items
 */
export function createMenu({ name, button: attributes, inner, items: wanted }) {
  const id = freshId("menu");
  const items = wanted.map(({ words, act }) =>
    el("button", {
      type: "button",
      class: "menu-item",
      role: "menuitem",
      tabindex: "-1",
      text: words,
      onclick: () => {
        close();
        button.focus();
        act();
      },
    }),
  );
  const menu = el(
    "div",
    { class: "menu-list", id, role: "menu", "aria-label": name, hidden: true, onkeydown: keyed },
    ...items,
  );
  const button = el(
    "button",
    {
      type: "button",
      ...attributes,
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-controls": id,
      onclick: () => (menu.hidden ? open() : close()),
      onkeydown: (/** @type {KeyboardEvent} */ press) => {
        if (press.key !== "ArrowDown") return;
        press.preventDefault();
        open();
      },
    },
    ...inner,
  );
  const element = el(
    "div",
    {
      class: "menu",
      onfocusout: (/** @type {FocusEvent} */ event) => {
        if (event.relatedTarget instanceof Node && !element.contains(event.relatedTarget)) close();
      },
    },
    button,
    menu,
  );

  /** @param {PointerEvent} event */
  const elsewhere = (event) => {
    if (!element.contains(/** @type {Node} */ (event.target))) close();
  };

  function open() {
    items.forEach((item, i) => (item.hidden = wanted[i]?.shown?.() === false));
    menu.hidden = false;
    button.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", elsewhere);
    shown()[0]?.focus();
  }

  function close() {
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", elsewhere);
  }

  const shown = () => items.filter((item) => !item.hidden);

  /** @param {KeyboardEvent} press */
  function keyed(press) {
    const list = shown();
    const at = list.indexOf(/** @type {any} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[press.key];
    if (to !== undefined) {
      press.preventDefault();
      press.stopPropagation();
      list.at(to % list.length)?.focus();
    } else if (press.key === "Escape") {
      press.stopPropagation();
      close();
      button.focus();
    } else if (press.key === "Tab") close();
  }

  return element;
}

/** Hand a file to the browser. @param {Blob} blob @param {string} name */
export function keep(blob, name) {
  const url = URL.createObjectURL(blob);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
