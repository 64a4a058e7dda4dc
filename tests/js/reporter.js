/**
 * What `node --test` says here: each failure in full, then one closing line, as pytest -q does, and one on coverage
 * where that is measured.
 *
 * @param {AsyncIterable<{type: string, data: any}>} events
 */
export default async function* report(events) {
  const began = performance.now();
  let passed = 0;
  let failed = 0;
  let covered = "";
  for await (const { type, data } of events) {
    if (type === "test:pass") passed += 1;
    if (type === "test:fail") {
      failed += 1;
      const error = data.details.error;
      const cause = error?.cause ?? error;
      yield `\nFAILED ${data.name} (${data.file ?? "?"}:${data.line ?? "?"})\n${cause?.stack ?? cause}\n`;
    }
    if (type === "test:coverage") covered = coverage(data.summary.files);
    if (type === "test:stderr" || type === "test:stdout") yield data.message;
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(2);
  yield `${failed ? `${failed} failed, ` : ""}${passed} passed in ${seconds}s\n${covered}`;
}

/**
 * Of the page's own modules alone; those that no test imports are in the browser's hands and not among them.
 *
 * @param {{path: string, totalLineCount: number, coveredLineCount: number}[]} files
 */
function coverage(files) {
  const own = files.filter(({ path }) => /[\\/]static[\\/]js[\\/]/.test(path));
  const lines = own.reduce((sum, { totalLineCount }) => sum + totalLineCount, 0);
  const run = own.reduce((sum, { coveredLineCount }) => sum + coveredLineCount, 0);
  return `${((100 * run) / lines).toFixed(1)} % of the lines of ${own.length} modules covered\n`;
}
