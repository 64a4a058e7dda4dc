/** A lesson in a page of somebody else's: the height it would like, as course systems and our own embeds say it. */

const SUBJECTS = ["lti.frameResize", "org.imsglobal.lti.frameResize"];
const LEAST = 480;

/** @param {HTMLElement} text @param {HTMLElement} lab */
export function askForHeight(text, lab) {
  if (globalThis.parent === globalThis.window) return;
  let told = 0;
  new ResizeObserver(() => {
    const stacked = lab.getBoundingClientRect().top >= text.getBoundingClientRect().bottom - 1;
    const height = Math.max(LEAST, Math.ceil(text.offsetHeight + (stacked ? lab.offsetHeight : 0)));
    if (height === told) return;
    told = height;
    for (const subject of SUBJECTS) globalThis.parent.postMessage({ subject, height }, "*");
  }).observe(text);
}
