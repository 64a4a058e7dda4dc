/** One requestAnimationFrame per change: draw what is on screen, then pay for the frames taken. */

import { inTurn } from "../stage/turns.js";

/** @typedef {import("../types.js").Moment} Moment */

/** While playing, all that is read is rewritten this seldom, and at once: what one screen says is of one moment. */
const WORDS_MS = 150;

/**
 * @param {object} page
 * @param {import("../run/player.js").Player} page.player
 * @param {ReturnType<typeof import("./board.js").createBoard>} page.board
 * @param {import("./compare.js").Compare} page.compare
 * @param {ReturnType<typeof import("../controls/transport.js").createTransport>} page.transport
 * @param {ReturnType<typeof import("../controls/settings.js").createSettings> | undefined} page.settings
 * @param {{show: () => void}} page.timeline
 * @param {() => Moment | null} page.moment
 * @param {() => boolean} page.moving     whether moments follow each other
 * @param {() => void} page.tell          the experiment is another one
 * @param {() => void} page.remember      the moment, in the address
 * @param {() => void} page.drawn         it is done
 */
export function createDrawing(page) {
  const { player, board, compare } = page;
  let queued = false;
  let worded = 0;
  let told = /** @type {object | null} */ (null);
  let wasPlaying = false;

  /** Controls and readout. @param {Moment | null} m */
  function write(m) {
    const { experiment } = player;
    page.transport.show(m);
    if (experiment) page.settings?.show(experiment);
    if (experiment !== told) page.tell();
    told = experiment;
    if (player.state !== "opening" && experiment === player.confirmed) page.settings?.settled();
  }

  function draw() {
    queued = false;
    const m = page.moment();
    const still = !page.moving();
    const now = performance.now();
    const words = still || now - worded > WORDS_MS || player.playing !== wasPlaying;
    compare.follow();
    if (m) board.draw(m, words);
    if (words) {
      worded = now;
      write(m);
      page.timeline.show();
    }
    player.drawn();
    compare.drawn();
    if (wasPlaying && still && m) settleSoon();
    wasPlaying = !still;
    if (still) page.remember();
    page.drawn();
  }

  /** Once a pause has lasted, marks are handed over to Plotly: hover answers at once. */
  function settleSoon() {
    inTurn(() => {
      const m = page.moment();
      if (m && !player.playing) board.settle(m);
    });
  }

  /** Draw at the next frame. */
  return function queue() {
    if (queued) return;
    queued = true;
    requestAnimationFrame(draw);
  };
}
