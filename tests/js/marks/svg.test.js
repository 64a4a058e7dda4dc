import assert from "node:assert/strict";
import test from "node:test";

import { createSvgPen } from "../../../static/js/marks/svg.js";

test("paths, boxes and words are written down as they are drawn", () => {
  assert.equal(createSvgPen().markup, "");
  const whole = createSvgPen();
  const ctx = whole.context;
  ctx.strokeStyle = "#123456";
  ctx.setLineDash([4, 2]);
  ctx.beginPath();
  ctx.moveTo(0, 0);
  ctx.lineTo(10.004, 5);
  ctx.stroke();
  ctx.fillStyle = "red";
  ctx.fillRect(1, 2, 3, 4);
  ctx.font = "600 12px serif";
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText("a < b", 5, 10);
  assert.match(whole.markup, /<path d="M0 0L10 5" fill="none" stroke="#123456" [^>]*stroke-dasharray="4 2"\/>/);
  assert.match(whole.markup, /<path d="M1 2h3v4h-3Z" fill="red"\/>/);
  assert.match(
    whole.markup,
    /<text x="5" y="14.2" text-anchor="middle" font-size="12" font-weight="600" [^>]*>a &lt; b<\/text>/,
  );
});

test("what is saved comes back, and a clip and a turn hold until then", () => {
  const whole = createSvgPen();
  const other = whole.context;
  other.save();
  other.rect(0, 0, 9, 9);
  other.clip();
  other.translate(4, 5);
  other.rotate(-Math.PI / 2);
  other.globalAlpha = 0.5;
  other.fillRect(0, 0, 1, 1);
  other.restore();
  other.fillRect(2, 2, 1, 1);
  assert.match(
    whole.markup,
    /<g clip-path="url\(#clip-\d+\)" transform="translate\(4 5\) rotate\(-90\)" opacity="0.5"><path/,
  );
  assert.ok(whole.markup.endsWith('<path d="M2 2h1v1h-1Z" fill="#000"/>'));
});

test("a circle goes all the way round", () => {
  const whole = createSvgPen();
  whole.context.beginPath();
  whole.context.moveTo(12, 10);
  whole.context.arc(10, 10, 2, 0, 2 * Math.PI);
  whole.context.fill();
  assert.match(whole.markup, /M12 10L12 10A2 2 0 0 1 8 10A2 2 0 0 1 12 10/);
});

test("a slope of colours is named where it is used", () => {
  const whole = createSvgPen();
  const slope = whole.context.createLinearGradient(0, 0, 1, 0);
  slope.addColorStop(0, "red");
  slope.addColorStop(1, "blue");
  whole.context.fillStyle = slope;
  whole.context.fillRect(0, 0, 1, 1);
  const [, name] = /<linearGradient id="([^"]+)"/.exec(whole.markup) ?? [];
  assert.ok(whole.markup.includes(`fill="url(#${name})"`));
});
