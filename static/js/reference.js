/** The reference page needs no script to be read: this one takes over the lab's theme, and lets the keyboard into what scrolls sideways. */

import { setTheme, THEMES } from "./dom/theme.js";

const theme = THEMES.find((name) => name === new URLSearchParams(location.search).get("theme"));
if (theme) setTheme(theme);

const watcher = new ResizeObserver((seen) => {
  for (const { target } of seen) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
});
for (const wide of document.querySelectorAll(".formula, pre")) watcher.observe(wide);
