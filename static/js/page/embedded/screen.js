/** What an embed does while it is out of sight: nothing, without a connection. And how high it would like to be. */

/** Pixels of a panel that shows everything well, at the width it has. */
const HIGH = { least: 320, most: 560, share: 0.62 };
/** What stands under the pictures. */
const BELOW = 68;
/** A panel narrower than this stands under the one before it (17rem). */
const NARROW = 238;

/** Once the document is on screen. @returns {Promise<void>} */
export function onScreen() {
  return new Promise((resolve) => {
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      resolve();
    });
    seen.observe(document.documentElement);
  });
}

/** Follow whether the document is on screen. @param {(visible: boolean) => void} changed */
export function watchScreen(changed) {
  let visible = true;
  new IntersectionObserver((entries) => {
    const now = entries.at(-1)?.isIntersecting ?? visible;
    if (now === visible) return;
    visible = now;
    changed(now);
  }).observe(document.documentElement);
}

/**
 * The height that suits a width: it depends on nothing that the parent would change in answer.
 * @param {number} width px
 * @param {number} panels how many
 */
export function heightFor(width, panels) {
  const columns = Math.max(1, Math.min(panels, Math.floor(width / NARROW)));
  const each = Math.min(HIGH.most, Math.max(HIGH.least, (HIGH.share * width) / columns));
  return Math.ceil(Math.ceil(Math.max(1, panels) / columns) * each + BELOW);
}
