/** Exact arithmetic on doubles: every double is m * 2^e, and sums and products of such numbers are such numbers. */

/** @typedef {{m: bigint, e: number}} Dyadic */

/** @param {number} value @returns {Dyadic} */
export function dyadic(value) {
  let e = 0;
  let scaled = value;
  // Powers of two move no digit: a double becomes a whole number by doubling it often enough.
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    e -= 1;
  }
  return { m: BigInt(scaled), e };
}

/** @param {...Dyadic} terms @returns {Dyadic} */
export function sum(...terms) {
  const e = Math.min(...terms.map((term) => term.e));
  return { m: terms.reduce((total, term) => total + (term.m << BigInt(term.e - e)), 0n), e };
}

/** @param {...Dyadic} factors @returns {Dyadic} */
export function product(...factors) {
  return factors.reduce((all, factor) => ({ m: all.m * factor.m, e: all.e + factor.e }), { m: 1n, e: 0 });
}

/** @param {Dyadic} a @returns {Dyadic} */
export const minus = (a) => ({ m: -a.m, e: a.e });

/** The nearest double, or one beside it. @param {Dyadic} a */
export function number({ m, e }) {
  const size = m < 0n ? -m : m;
  const spare = Math.max(0, size.toString(2).length - 64);
  let value = Number(m >> BigInt(spare));
  // In two steps: 2^e alone may be too small for a double.
  const power = e + spare;
  value *= 2 ** Math.trunc(power / 2);
  return value * 2 ** (power - Math.trunc(power / 2));
}
