/** What a panel says of the moment, for both pens, without what a person has switched off in the legend. */

import { plotlyMarks } from "../marks/figure.js";

/** @typedef {import("../types.js").Stage} Stage */

/**
 * @param {import("../types.js").StageOptions} options
 * @param {Stage} stage
 * @param {() => {annotations: Record<string, any>[]} & Record<string, any>} layout Plotly's, without the marks
 */
export function createSaid(options, stage, layout) {
  /** Whether the panel has asked for a picture: never before its `create` has returned. */
  let asked = false;
  /** Names of marks. @type {Set<string>} */
  const hidden = new Set();

  function all() {
    if (!asked) return [];
    const marks = options.marks(stage);
    return stage.also ? stage.also(marks) : marks;
  }

  return {
    /** The panel asks for a picture. */
    ask() {
      asked = true;
    },
    get asked() {
      return asked;
    },
    /** Switch marks off, or on again. @param {string} name */
    toggle(name) {
      if (!hidden.delete(name)) hidden.add(name);
    },
    marks: () => all().filter((mark) => !hidden.has(mark.name)),
    /** The same for Plotly. */
    figure() {
      const { traces, annotations } = plotlyMarks(all(), stage, hidden);
      const whole = layout();
      whole.annotations.push(...annotations);
      return { data: asked ? [...(stage.behind?.(stage) ?? []), ...traces] : [], layout: whole };
    },
  };
}
