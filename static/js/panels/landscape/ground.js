/** The plane the landscape lies on, the row in which it is chosen, and what has its coordinates: the way the run went, the other runs, the gradients. */

import { alongPlane, onPlane } from "../../maths/plane.js";
import { createRiver } from "../parts/river.js";
import { places } from "../parts/trail.js";
import { createPlanes } from "./planes.js";
import { createRow } from "./row.js";

/** @typedef {import("../../types.js").Frame} Frame */
/** @typedef {import("../../types.js").Moment} Moment */
/** @typedef {ReturnType<typeof import("../parts/present.js").createPresent>} Present */

/**
 * @param {import("../../types.js").Host} host
 * @param {object} given
 * @param {number} given.half                  half a side of the first window
 * @param {Present} given.present
 * @param {() => Moment | null} given.latest
 * @param {(theta: number[]) => void} given.send
 * @param {() => void} given.turned            the plane is another one
 */
export function createGround({ lab, body, redraw, kept }, given) {
  const planes = kept("plane", () => createPlanes(lab));
  const where = places((frame) => (frame.lost ? null : onPlane(planes.plane, frame.theta)));
  /** The other runs; NaN where one is lost. @param {Frame} frame */
  const runs = (frame) => frame.ensemble?.theta?.map((theta) => onPlane(planes.plane, theta)) ?? null;
  const river = createRiver(runs);
  const row = createRow(lab, planes, {
    theta: () => given.latest()?.frame.theta,
    send: given.send,
    choose(kind) {
      planes.choose(kind);
      if (kind === "directions" && !align()) return;
      chosen();
    },
    pick(k, i) {
      planes.pick(k, i);
      chosen();
    },
    realign: () => align() && redraw(),
  });
  if (lab.recorded?.plane) planes.take(lab.recorded.plane);
  body.append(row.element);
  row.build();
  const [across, up] = planes.titles();
  /** @param {string} title */
  const axis = (title) => ({
    range: /** @type {[number, number]} */ ([-given.half, given.half]),
    title,
    ticks: 5,
    grid: false,
  });
  const axes = { x: axis(across), y: axis(up) };

  function chosen() {
    turn();
    row.build();
    redraw();
  }

  /** Other coordinates for everything. */
  function turn() {
    where.forget();
    river.forget();
    given.turned();
    [axes.x.title, axes.y.title] = planes.titles();
  }

  /** Turn the plane of directions to the present. */
  function align() {
    const m = given.latest();
    if (!m) return false;
    planes.align(m);
    turn();
    return true;
  }

  return {
    planes,
    where,
    runs,
    river,
    axes,
    align,
    /** @param {readonly number[]} theta @param {readonly [number, number]} [point] */
    show: (theta, point = [NaN, NaN]) => row.show(theta, point),
    /** Another run has begun. @param {Frame} frame */
    begin({ exact }) {
      if (planes.lead(exact?.gradient)) row.build();
      if (planes.kind === "directions") align();
    },
    /** What another run's picture takes of this one. */
    lent: () => ({ planes, present: given.present }),
    /** Lie on another run's plane, with its arrows' scale. @param {{planes: Parameters<typeof planes.take>[0], present: Present}} its */
    stand(its) {
      if (planes.take(its.planes)) turn();
      given.present.join(its.present);
    },
    /** The exact gradient and the last estimate, on the plane. @param {Frame} frame */
    directions({ exact, estimate }) {
      return /** @type {const} */ ([
        exact ? alongPlane(planes.plane, exact.gradient) : null,
        estimate ? alongPlane(planes.plane, estimate) : null,
      ]);
    },
  };
}
