import assert from "node:assert/strict";
import test from "node:test";

import { markupOf } from "../../../static/js/dom/mathml.js";

/**
 * What a browser makes of MathML, as far as it is read here.
 * @param {string} localName
 * @param {...(string | any)} parts
 * @returns {any}
 */
function node(localName, ...parts) {
  const children = parts.filter((part) => typeof part !== "string");
  return { localName, children, textContent: parts.map((part) => part.textContent ?? part).join("") };
}
const [mi, mo, mn] = ["mi", "mo", "mn"].map((name) => (/** @type {string} */ text) => node(name, text));

test("a formula in one line: letters slant, names do not, relations have air", () => {
  assert.equal(markupOf(node("mrow", mi?.("J"), mo?.("≠"), mi?.("log"), mn?.("2"))), "<i>J</i> ≠ log2");
  assert.equal(markupOf(node("mrow", mi?.("a"), mo?.("<"), mn?.("1"))), "<i>a</i>&lt;1");
  assert.equal(markupOf(node("msubsup", mi?.("x"), mi?.("i"), mn?.("2"))), "<i>x</i><sub><i>i</i></sub><sup>2</sup>");
  assert.equal(markupOf(node("msqrt", mn?.("2"))), "√(2)");
});

test("above and below a fraction's line what is more than one thing stands in brackets, and never in two pairs", () => {
  const away = node("mrow", mo?.("("), mi?.("a"), mo?.("−"), mi?.("μ"), mo?.(")"));
  const sigma = node("msup", mi?.("σ"), mn?.("2"));
  assert.equal(
    markupOf(node("mfrac", node("mrow", mi?.("a"), mo?.("−"), mi?.("μ")), sigma)),
    "(<i>a</i> − <i>μ</i>)/<i>σ</i><sup>2</sup>",
  );
  assert.equal(
    markupOf(node("mfrac", node("msup", away, mn?.("2")), sigma)),
    "(<i>a</i> − <i>μ</i>)<sup>2</sup>/<i>σ</i><sup>2</sup>",
  );
});
