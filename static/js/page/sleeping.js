/** An embed out of sight keeps no connection. */

/**
 * Doing nothing, without a connection; what plays goes on where it was after `wake`.
 * @param {{start: () => void, stop: () => void}} socket @param {import("../run/player.js").Player} player @param {{rest: () => void, wake: () => void}} compare
 */
export function sleeping(socket, player, compare) {
  return {
    rest() {
      socket.stop();
      player.lost();
      compare.rest();
    },
    wake() {
      socket.start();
      compare.wake();
    },
  };
}
