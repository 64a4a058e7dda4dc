import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const css = readFileSync(new URL("../../static/css/theme.css", import.meta.url), "utf8");

/** The custom properties of one rule. @param {string} selector @returns {Record<string, string>} */
function properties(selector) {
  const from = css.indexOf(`${selector} {`);
  assert.ok(from >= 0, selector);
  const body = css.slice(from, css.indexOf("}", from));
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((found) => [found[1], (found[2] ?? "").trim()]),
  );
}

/** @param {string} hex */
function luminance(hex) {
  const channels = [1, 3, 5]
    .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (channels[0] ?? 0) + 0.7152 * (channels[1] ?? 0) + 0.0722 * (channels[2] ?? 0);
}

/** @param {string} a @param {string} b */
function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

const light = properties(":root");
const themes = {
  light,
  dark: { ...light, ...properties(':root[data-theme="dark"]') },
  projector: { ...light, ...properties(':root[data-theme="projector"]') },
};

for (const [name, theme] of Object.entries(themes)) {
  test(`${name}: text 4.5 : 1, everything else that means something 3 : 1`, () => {
    for (const key of ["ink", "quiet", "accent", "warn"]) {
      for (const ground of ["paper", "raised"]) {
        const ratio = contrast(theme[key] ?? "", theme[ground] ?? "");
        assert.ok(ratio >= 4.5, `${key} on ${ground}: ${ratio.toFixed(2)}`);
      }
    }
    assert.ok(contrast(theme["accent"] ?? "", theme["accent-ink"] ?? "") >= 4.5);
    for (const key of ["line", "exact", "estimate", "trail", ...Array.from({ length: 8 }, (_, i) => `action-${i}`)]) {
      const ratio = contrast(theme[key] ?? "", theme["paper"] ?? "");
      assert.ok(ratio >= 3, `${key}: ${ratio.toFixed(2)}`);
    }
    // Marks lie on the contours too.
    for (const step of (theme["ramp"] ?? "").split(" ")) {
      for (const key of ["exact", "estimate", "trail"])
        assert.ok(contrast(theme[key] ?? "", step) >= 3, `${key} on ${step}`);
    }
  });
}

test("the system's dark theme is the dark theme", () => {
  assert.deepEqual({ ...light, ...properties("  :root:not([data-theme])") }, themes.dark);
});
