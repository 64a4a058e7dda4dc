/** The studies of the page, as the server writes them into it. */

import { printedOnce } from "./python.js";

const PRINT =
  "import orjson, sys; from policyscope.studies import PRESETS; sys.stdout.buffer.write(orjson.dumps([one.as_json() for one in PRESETS]))";

/** @returns {import("../../static/js/run/study.js").StudyPreset[]} */
export const studies = () => printedOnce(PRINT);
