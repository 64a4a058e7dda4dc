/** Work that somebody would feel if it came all at once: a piece at a time, each in an idle moment. */

/** Stages attach to Plotly, and hand over to it, one after the other, each in an idle moment, so that nobody notices. */
let turn = Promise.resolve();

/** @template T @param {(value: T) => unknown} work @param {() => Promise<T>} [first] what it waits for, and is given */
export function inTurn(work, first) {
  turn = turn
    .then(first)
    .then(idle)
    .then((value) => work(/** @type {T} */ (value)))
    .then(
      () => undefined,
      () => undefined,
    );
}

/** @template T @param {T} value @returns {Promise<T>} */
function idle(value) {
  const later = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 30));
  return new Promise((resolve) => later(() => resolve(value), { timeout: 500 }));
}
