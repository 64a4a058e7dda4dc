/**
 * What `node --test` says here: each failure in full, then one closing line, as pytest -q does.
 *
 * @param {AsyncIterable<{type: string, data: any}>} events
 */
export default async function* report(events) {
  const began = performance.now();
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (type === "test:pass") passed += 1;
    if (type === "test:fail") {
      failed += 1;
      const error = data.details.error;
      const cause = error?.cause ?? error;
      yield `\nFAILED ${data.name} (${data.file ?? "?"}:${data.line ?? "?"})\n${cause?.stack ?? cause}\n`;
    }
    if (type === "test:stderr" || type === "test:stdout") yield data.message;
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(2);
  yield `${failed ? `${failed} failed, ` : ""}${passed} passed in ${seconds}s\n`;
}
