/** The real catalog, as the server would answer it: what the page reads is tested against what is written in Python. */

import { printedOnce } from "./python.js";

const PRINT =
  "import orjson, sys; from policyscope.runs import catalog; sys.stdout.buffer.write(orjson.dumps(catalog()))";

/** @returns {import("../../static/js/run/url.js").Catalog} */
export const catalog = () => printedOnce(PRINT);
