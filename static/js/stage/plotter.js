/** Plotly's half of a stage: what is drawn by it, and what a person does to that. Marks, ranges and layout come from the stage. */

import { configOf, rangesOf, rangeUpdate } from "./plot.js";

/** @typedef {[[number, number], [number, number]]} Ranges */
/** @typedef {{data: object[], layout: any}} Figure */

/**
 * @param {HTMLElement} plot its element
 * @param {object} given
 * @param {() => Figure} given.figure          what it is to show, as late as can be
 * @param {() => any} given.layout             the same without marks
 * @param {() => boolean} given.barred         whether it has its bar of buttons
 * @param {(ranges: Ranges) => boolean} given.zoomed   a person zooms or pans; true at the beginning of that
 * @param {() => void} given.home              and back
 * @param {(name: string) => void} given.toggled       a mark in the legend
 */
export function createPlotly(plot, given) {
  /** @type {any} */
  const gd = plot;
  /** @type {any} */
  let library = null;
  /** Calls of ours under way: what Plotly reports meanwhile is no person's doing. */
  let ours = 0;

  /** @template T @param {() => Promise<T> | T} call @returns {Promise<T>} */
  function mine(call) {
    ours += 1;
    return Promise.resolve(call()).finally(() => {
      ours -= 1;
    });
  }

  /** @param {any} lib */
  const configNow = (lib) => configOf(lib, given.barred(), given.home);

  function relayout() {
    return mine(() => library.relayout(gd, rangeUpdate(given.layout())));
  }

  /** @param {Record<string, any>} [change] */
  function follows(change) {
    if (ours > 0 || !library || !change || !Object.keys(change).some((key) => key.includes("range"))) return false;
    return given.zoomed(/** @type {Ranges} */ (rangesOf(gd)));
  }

  return {
    /** Whether it is there. */
    get on() {
      return library !== null;
    },
    /** @param {any} lib plotly.js @param {() => boolean} gone whether it is too late when that is done */
    async begin(lib, gone) {
      const { data, layout } = given.figure();
      await mine(() => lib.newPlot(gd, data, layout, configNow(lib)));
      if (gone()) return lib.purge(gd);
      library = lib;
      gd.on("plotly_relayouting", follows);
      // Our ticks were for the whole picture.
      gd.on("plotly_relayout", (/** @type {any} */ change) => follows(change) && relayout());
      gd.on("plotly_doubleclick", given.home);
      gd.on("plotly_legenddoubleclick", () => false);
      gd.on("plotly_legendclick", (/** @type {{data: {name: string}[], curveNumber: number}} */ event) => {
        given.toggled(event.data[event.curveNumber]?.name ?? "");
        return false;
      });
    },
    /** Whether it has this size and these ranges. @param {number} width @param {number} height @param {Ranges} ranges */
    shows: (width, height, ranges) =>
      gd.layout.width === width &&
      gd.layout.height === height &&
      rangesOf(gd).every((one, i) => one[0] === ranges[i]?.[0]),
    /** Bring its axes up to date. */
    relayout,
    /** Bring all of it up to date. */
    react() {
      const { data, layout } = given.figure();
      return mine(() => library.react(gd, data, layout, configNow(library)));
    },
    destroy: () => library?.purge(gd),
  };
}
