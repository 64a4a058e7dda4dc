/** Along which two parameters the cloud is seen: those that scatter, until a person chooses. */

import { el } from "../../dom/elements.js";
import { same } from "../../run/protocol.js";
import { firstState } from "../parts/fields.js";

/** @typedef {import("../../types.js").Cloud} Cloud */

/** Two parameters along which the cloud has less than this share of the variance it has along the widest two show next to nothing. */
const LITTLE = 0.1;

/**
 * Two parameters to begin with: of the state where episodes start, and not two that mirror each other.
 * @param {import("../../types.js").Lab} lab
 * @returns {[number, number]}
 */
function goodAxes({ problem, policy, experiment }) {
  // A network's last offsets: they move every state's preferences, whatever the layers below put out.
  if (experiment.policy.kind === "mlp")
    return [policy.parameters - problem.actions, policy.parameters - problem.actions + 1];
  if (experiment.policy.features?.kind !== "one_hot") return [0, 1];
  const first = firstState(problem) * problem.actions;
  if (problem.actions > 2 || policy.parameters < 4) return [first, first + 1];
  return first + 3 < policy.parameters ? [first + 1, first + 3] : [first - 1, first + 1];
}

/** @param {import("../../types.js").Host} host @param {() => void} turned the picture has other axes */
export function createAxes({ lab, send, kept }, turned) {
  const names = lab.policy.parameter_names;
  /** Those seen, and whether a person chose them: they then stay. */
  const own = kept("axes", () => ({ axes: goodAxes(lab), chosen: false }));
  /** What the server was asked for last. @type {readonly number[]} */
  let asked = own.axes;
  const boxes = [box("Across: parameter", 0), box("Up: parameter", 1)];

  /** @param {string} label @param {0 | 1} which */
  function box(label, which) {
    const select = el(
      "select",
      {
        "aria-label": label,
        disabled: Boolean(lab.recorded), // it still names the axes
        onchange: () => {
          own.chosen = true;
          own.axes = which === 0 ? [Number(select.value), own.axes[1]] : [own.axes[0], Number(select.value)];
          turned();
          ask(own.axes);
        },
      },
      ...names.map((name, i) => el("option", { value: String(i), text: name })),
    );
    select.value = String(own.axes[which]);
    return select;
  }

  /** @param {[number, number]} wanted */
  function ask(wanted) {
    asked = wanted;
    send({ type: "subscribe", streams: [], cloud_axes: wanted });
  }

  return {
    elements:
      names.length > 2 ? boxes.map((select, i) => el("label", { class: "inline-field" }, i ? "↕" : "↔", select)) : [],
    /** Have clouds sent along the axes. */
    begin: () => ask(own.axes),
    /** Their names. */
    names: () => /** @type {[string, string]} */ ([names[own.axes[0]] ?? "", names[own.axes[1]] ?? ""]),
    /** Whether a cloud may be shown. @param {Cloud} cloud */
    suit: (cloud) => !own.chosen || same(cloud.axes, own.axes),
    /** Unless a person chose two parameters: those a cloud was kept along, and soon those along which it scatters. @param {Cloud} now */
    follow(now) {
      if (own.chosen) return;
      if (!same(now.axes, own.axes)) {
        own.axes = now.axes;
        turned();
        boxes.forEach((select, i) => {
          select.value = String(own.axes[i]);
        });
      }
      const trace = now.covariance[0][0] + now.covariance[1][1];
      if (same(now.axes, asked) && trace < LITTLE * now.widest_variance && !same(now.widest, asked)) ask(now.widest);
    },
  };
}
