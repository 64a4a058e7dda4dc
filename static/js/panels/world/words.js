/** What is said of the world: a state in one line, the signs under the picture, and the sentence beside its heading. Pure. */

import { chance, fixed, short } from "../../maths/format.js";
import { likeliest } from "../../maths/likeliest.js";

/** @typedef {import("../../types.js").Problem} Problem */
/** @typedef {import("../../types.js").Frame} Frame */

/** What is known of a state, in one line that breaks only between its parts. @param {Problem} problem @param {Frame | undefined} frame @param {number} s */
export function stateWords(problem, frame, s) {
  if (s < 0 || !frame) return "";
  if (problem.terminal[s]) return "The episode ends here.";
  const pi = (frame.probabilities?.[s] ?? []).map((p, a) => `${problem.action_names[a]}\u00a0${chance(p)}`).join("  ");
  const v = frame.values
    ? `V\u00a0${fixed(frame.values.state_values[s], 2)}  visits\u00a0${short(frame.values.visitation[s], 3)}`
    : "";
  return `${pi}  ${v}`;
}

/** What the signs mean, under the picture. @param {Problem} problem @param {string} heat @returns {string} */
export function signs(problem, heat) {
  const bars = problem.grid || problem.action_names[0] === "left" ? "arrow" : "bar";
  const policy =
    heat === "pull"
      ? `Filled ${bars}: the gradient raises the preference; hollow: lowers it.`
      : `A larger ${bars} is a likelier action.`;
  if (!problem.grid) return policy;
  const fall = problem.grid.map.some((row) => row.includes("C")) ? ", × a fall" : "";
  return `${policy} ○ start, ■ end of the last episode${fall}. Dashed: described above.`;
}

/** The value and the likeliest action of the start, and how the last episode went. @param {Problem} problem @param {Frame} frame */
export function sentence(problem, { episode, values, probabilities }) {
  const start = Math.max(0, problem.start.indexOf(Math.max(...problem.start)));
  const pi = probabilities?.[start];
  const name = problem.state_names[start] ?? "";
  const parts = [];
  // A cell's name brings its own parentheses.
  if (values) parts.push(`V${name.startsWith("(") ? name : `(${name})`} = ${fixed(values.state_values[start], 2)}`);
  if (pi) parts.push(`${values ? "there" : `In ${name}`} the policy takes ${likeliest(problem.action_names, pi, 2)}`);
  let text = parts.join("; ");
  if (episode) {
    const { length, states } = episode;
    const part = length > states.length ? `, of which ${states.length} are drawn` : "";
    const took = `${length} ${length === 1 ? "step" : "steps"}`;
    const [last, ended] = [problem.state_names[episode.next_state], problem.terminal[episode.next_state]];
    text += `${text ? ". " : ""}The last episode ${ended ? `took ${took} to ${last}` : `was over after ${took}, in ${last}`}${part}`;
  }
  return text ? `${text}.` : "No values were kept for this moment.";
}
