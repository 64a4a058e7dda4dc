/** The row above the landscape: which plane, which parameters, and the present point as numbers to type. */

import { el } from "../../dom/elements.js";
import { moveTo, onPlane } from "../../maths/plane.js";
import { choice, numberField } from "../parts/fields.js";
import { titled } from "./planes.js";

/** @typedef {import("../../types.js").Lab} Lab */
/** @typedef {import("./planes.js").Kind} Kind */
/** @typedef {{element: HTMLElement, show: (theta: readonly number[], point: readonly [number, number]) => void}} Field */

/** Up to this many parameters each have a field whatever the plane. */
const FIELDS = 3;
/** Characters a field has room for. */
const ROOM = 6;
/** @type {Record<Kind, string>} */
const KINDS = { preferences: "Preferences", parameters: "Parameters", directions: "Gradient" };

/** A field's label, whose letter gives way where there is little room. @param {string} name */
function labelled(name) {
  return name.startsWith("θ") ? name : el("span", {}, el("span", { class: "panel-theta", text: "θ " }), name);
}

/**
 * @param {Lab} lab
 * @param {ReturnType<typeof import("./planes.js").createPlanes>} planes
 * @param {{theta: () => readonly number[] | undefined, send: (theta: number[]) => void, choose: (kind: Kind) => void,
 *   pick: (k: 0 | 1, i: number) => void, realign: () => void}} given  theta: the present one
 */
export function createRow(lab, planes, given) {
  const { parameter_names: names, parameters: size } = lab.policy;
  const line = el("div", { class: "panel-row", "data-acts": true });
  /** @type {Field[]} */
  let fields = [];

  const realign = el("button", {
    type: "button",
    class: "button small",
    text: "Realign",
    title: "Turn the plane towards the current gradient and trajectory",
    onclick: given.realign,
  });

  function kindChoice() {
    const options = planes.kinds.map((kind) => /** @type {[string, string]} */ ([kind, KINDS[kind]]));
    const change = (/** @type {string} */ kind) => given.choose(/** @type {Kind} */ (kind));
    return choice({ label: "Plane", options, value: planes.kind, quiet: true, change }).element;
  }

  /** @param {0 | 1} k */
  function parameterChoice(k) {
    const options = names.map((name, i) => /** @type {[string, string]} */ ([String(i), name]));
    const label = k ? "Vertical parameter" : "Horizontal parameter";
    const change = (/** @type {string} */ i) => given.pick(k, Number(i));
    return choice({ label, options, value: String(planes.pair[k]), quiet: true, change }).element;
  }

  /** @returns {Field[]} */
  function parameterFields() {
    const shown = planes.kind === "preferences" || size <= FIELDS ? names.map((_, i) => i) : planes.pair;
    return shown.map((i) => {
      const name = names[i] ?? "";
      const field = numberField({
        label: labelled(name),
        name: `Value of ${titled(name)}`,
        digits: 2,
        room: ROOM,
        step: 0.1,
        change(value) {
          const theta = given.theta();
          if (theta) given.send(theta.map((old, k) => (k === i ? value : old)));
        },
      });
      return { element: field.element, show: (theta) => field.show(theta[i]) };
    });
  }

  /** @returns {Field[]} */
  function coordinateFields() {
    return /** @type {const} */ (["→", "↑"]).map((sign, k) => {
      const field = numberField({
        label: sign,
        name: k ? "θ along the vertical direction" : "θ along the horizontal direction",
        digits: 2,
        room: ROOM,
        step: 0.1,
        change(value) {
          const theta = given.theta();
          if (!theta) return;
          const [x, y] = onPlane(planes.plane, theta);
          given.send(moveTo(planes.plane, theta, k ? x : value, k ? value : y));
        },
      });
      return { element: field.element, show: (_, point) => field.show(point[k]) };
    });
  }

  return {
    element: line,
    /** Fit it to the plane. */
    build() {
      const many = size > 2;
      const turned = planes.kind === "directions";
      const pair = /** @type {const} */ ([0, 1]);
      fields = turned ? coordinateFields() : parameterFields();
      line.replaceChildren(
        ...(many ? [kindChoice()] : []),
        ...(many && planes.kind === "parameters" ? pair.map(parameterChoice) : []),
        ...(turned ? [realign] : []),
        ...fields.map((field) => field.element),
      );
    },
    /** @param {readonly number[]} theta @param {readonly [number, number]} point */
    show(theta, point) {
      for (const field of fields) field.show(theta, point);
    },
  };
}
