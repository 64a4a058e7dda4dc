/** Runs as lines on a field of updates: each leaves the one it came from where it did. */

/** @typedef {import("../../run/kept_runs.js").Branch} Branch */

const SVG = "http://www.w3.org/2000/svg";
/** A row of the field, and its width, in its own units. */
const [ROW, WIDTH] = [10, 100];

export function createTree() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "tree");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");

  /** @param {string} name @param {string} way */
  function line(name, way) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    path.setAttribute("d", way);
    return path;
  }

  return {
    element: svg,
    /** @param {readonly Branch[]} rows @param {{current: number, second: number, update: number}} now second: the run that is B; update: the moment shown */
    draw(rows, { current, second, update }) {
      const most = Math.max(1, ...rows.map(({ to }) => to));
      const x = (/** @type {number} */ at) => ((WIDTH * at) / most).toFixed(2);
      const y = (/** @type {number} */ row) => ROW * (row + 0.5);
      svg.setAttribute("viewBox", `0 0 ${WIDTH} ${ROW * rows.length}`);
      const lines = rows.map(({ id, from, to, row, stem }) =>
        line(id === second ? "second" : "left", `M${x(from)} ${y(stem)}V${y(row)}H${x(to)}`),
      );
      const going = rows.find(({ id }) => id === current);
      if (going) {
        // The run that goes on, from its beginning: it lies over those whose moments it shares.
        const way = wayOf(rows, going);
        lines.push(
          line(
            "now",
            way.map(({ row, from }, i) => `${i ? "H" : "M"}${x(from)}${i ? "V" : " "}${y(row)}`).join("") +
              `H${x(going.to)}`,
          ),
        );
        const row = way.findLast(({ from }) => from <= update)?.row ?? going.row;
        lines.push(line("here", `M${x(update)} ${y(row)}h0`));
      }
      svg.replaceChildren(...lines);
    },
  };
}

/** The lines a run came along, from the beginning to its own. @param {readonly Branch[]} rows @param {Branch} run @returns {Branch[]} */
function wayOf(rows, run) {
  const left = rows[run.stem];
  return left && left !== run ? [...wayOf(rows, left), run] : [run];
}
