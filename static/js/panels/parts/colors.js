/** Colours between the theme's. */

/** @typedef {readonly [number, string][]} Scale */

/** @param {string} hex "#rrggbb" @returns {[number, number, number]} */
function rgb(hex) {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/**
 * A colour scale as 256 entries.
 * @param {Scale} scale positions 0 to 1, rising
 * @returns {[number, number, number][]}
 */
export function table(scale) {
  return Array.from({ length: 256 }, (_, i) => {
    const at = i / 255;
    const k = Math.max(
      1,
      scale.findIndex(([position]) => position >= at),
    );
    const [from, low] = scale[k - 1] ?? [0, "#000000"];
    const [to, high] = scale[k] ?? [1, low];
    const share = to > from ? (at - from) / (to - from) : 0;
    const [a, b] = [rgb(low), rgb(high)];
    return /** @type {[number, number, number]} */ (
      a.map((value, c) => Math.round(value + share * ((b[c] ?? 0) - value)))
    );
  });
}

/** @param {readonly (readonly [number, number, number])[]} entries from `table` @param {number} share 0 to 1 */
export function colorAt(entries, share) {
  const [r, g, b] = entries[Math.round(Math.min(1, Math.max(0, share)) * 255)] ?? [0, 0, 0];
  return `rgb(${r} ${g} ${b})`;
}
