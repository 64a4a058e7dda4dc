/** Whatever scrolls sideways can be reached by keyboard, and nothing else. */

/** @param {string} selector */
export function letKeyboardIn(selector) {
  const watcher = new ResizeObserver((seen) => {
    for (const { target } of seen) {
      if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    }
  });
  for (const wide of document.querySelectorAll(selector)) watcher.observe(wide);
}
