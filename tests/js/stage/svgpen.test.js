import assert from "node:assert/strict";
import test from "node:test";

import { broken } from "../../../static/js/page/picture.js";
import { arrow, ellipse, label, marker, path } from "../../../static/js/stage/marks.js";
import { SvgPen } from "../../../static/js/stage/svgpen.js";

/** A ruler whose letters are ten wide and eight high; a line's middle lies four above its foot. */
function pen() {
  const ruler = {
    font: "",
    textBaseline: "alphabetic",
    measureText: (/** @type {string} */ text) => ({
      width: 10 * text.length,
      actualBoundingBoxAscent: ruler.textBaseline === "middle" ? 4 : 8,
    }),
  };
  const made = new SvgPen(/** @type {any} */ (ruler));
  return { made, ctx: /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (made)) };
}

test("every mark becomes an element", () => {
  const { made, ctx } = pen();
  path(
    ctx,
    3,
    (i) => i,
    (i) => i * i,
    { color: "#123", dash: [2, 3] },
  );
  assert.match(made.parts[0] ?? "", /^<path d="M0 0L1 1L2 4" fill="none" stroke="#123" .*stroke-dasharray="2 3"/);
  arrow(ctx, 0, 0, 10, 0, { color: "red" });
  marker(ctx, "circle", 5, 5, 3, { color: "blue", rim: "white" });
  ctx.globalAlpha = 0.5;
  for (let i = 0; i < 4; i += 1) ctx.fillRect(i, 0, 3, 3);
  ctx.globalAlpha = 1;
  ellipse(
    ctx,
    [0, 0],
    [
      [1, 0],
      [0, 1],
    ],
    [4, 2],
    { color: "green", sigmas: 2 },
  );
  const text = made.text();
  assert.equal(text.match(/<rect /g)?.length, 4);
  assert.equal(text.match(/fill-opacity="0.5"/g)?.length, 4);
  assert.ok(!/NaN|undefined/.test(text));
  // All the way round in two halves.
  assert.match(text, /M8 0A8 4 0 0 1 -8 0A8 4 0 0 1 8 0/);
});

test("a text stands on its own foot, with its halo below it and its signs escaped", () => {
  const { made, ctx } = pen();
  label(ctx, "a < b & c", 7, 20, { color: "#000", font: '600 12px "Some Font", serif', halo: "#fff", align: "center" });
  const [halo = "", text = ""] = made.parts;
  assert.match(halo, /stroke="#fff"/);
  assert.match(
    text,
    /x="7" y="24" text-anchor="middle" font-family="&quot;Some Font&quot;, serif" font-size="12" font-weight="600" fill="#000">a &lt; b &amp; c</,
  );
});

test("what is restored is as it was, clips and turns too", () => {
  const { made, ctx } = pen();
  ctx.save();
  ctx.translate(3, 4);
  ctx.rotate(-Math.PI / 2);
  ctx.beginPath();
  ctx.rect(0, 0, 5, 5);
  ctx.clip();
  ctx.fillRect(1, 1, -2, 2);
  ctx.restore();
  ctx.fillRect(0, 0, 1, 1);
  assert.match(
    made.parts[0] ?? "",
    /^<g clip-path="url\(#clip-\d+\)"><rect x="-1" y="1" width="2" height="2" fill="#000" transform="translate\(3 4\)rotate\(-90\)">/,
  );
  assert.match(made.parts[1] ?? "", /^<rect x="0" y="0" width="1" height="1" fill="#000"><\/rect>$/);
  assert.match(made.text(), /<defs><clipPath id="clip-\d+"><path d="M0 0h5v5h-5Z"\/><\/clipPath><\/defs>/);
});

test("a caption is broken between words", () => {
  assert.deepEqual(
    broken("one two three", 7, (text) => text.length),
    ["one two", "three"],
  );
  assert.deepEqual(
    broken("incomprehensible word", 4, (text) => text.length),
    ["incomprehensible", "word"],
  );
  assert.deepEqual(
    broken("", 4, (text) => text.length),
    [],
  );
});
