/**
 * plotly.js, evaluated once, after the page stands.
 *
 * Evaluating it takes seconds on a slow core and nothing may wait for it: it is asked for when the browser has painted and
 * is idle, and stages slide it under what they already show.
 */

/** @type {Promise<any> | undefined} */
let loading;

/** plotly.js once it is evaluated; rejects (and may be asked again) if the script cannot be had. @returns {Promise<any>} */
export function plotly() {
  loading ??= painted()
    .then(evaluate)
    .catch((problem) => {
      loading = undefined;
      throw problem;
    });
  return loading;
}

/** plotly.js if it is evaluated already. @returns {any} */
function plotlyNow() {
  return /** @type {any} */ (globalThis).Plotly;
}

/** Whether the page has it, or knows where it is: a recording may do without. */
export const canHavePlotly = () => Boolean(plotlyNow() ?? address());

function address() {
  return document.querySelector('meta[name="plotly"]')?.getAttribute("content");
}

function painted() {
  return /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      const idle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 200));
      requestAnimationFrame(() =>
        setTimeout(() => (visited() ? resolve() : idle(() => resolve(), { timeout: 2000 })), 0),
      );
    })
  );
}

/** Whether the page's files came from the cache: then plotly.js does too, compiled, and is ready in a tenth of a second. */
function visited() {
  const files = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType("resource"));
  return files.some((file) => file.name.endsWith(".js") && file.transferSize === 0 && file.decodedBodySize > 0);
}

/** @returns {Promise<any>} */
function evaluate() {
  const url = address();
  if (plotlyNow()) return Promise.resolve(plotlyNow());
  return new Promise((resolve, reject) => {
    if (!url) return reject(new Error("no address for plotly.js"));
    const script = document.createElement("script");
    script.src = url;
    script.async = true;
    script.onload = () => resolve(plotlyNow());
    script.onerror = () => {
      script.remove();
      reject(new Error("plotly.js did not arrive"));
    };
    document.head.append(script);
    return undefined;
  });
}
