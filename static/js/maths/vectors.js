/** Vectors as plain arrays: the little linear algebra the pictures need. Pure. */

/** @typedef {readonly number[]} Vector */

/** @param {Vector} a @param {Vector} b */
export function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += /** @type {number} */ (a[i]) * /** @type {number} */ (b[i]);
  return sum;
}

/** The length, also of vectors whose squares are too small or too large for a double. @param {Vector} a */
export function norm(a) {
  const square = dot(a, a);
  return square > 1e-290 && square < 1e290 ? Math.sqrt(square) : Math.hypot(...a);
}

/** Which entries are largest, up or down, first. What differs by rounding alone counts as equal, and stands as in the vector. @param {Vector} a @returns {number[]} */
export function largestFirst(a) {
  const sizes = a.map((value) => Number(Math.abs(value).toPrecision(9)));
  return sizes.map((_, i) => i).sort((i, j) => at(sizes, j) - at(sizes, i) || i - j);
}

/** The sum of vectors, each times its weight. @param {Vector} weights [n] @param {readonly Vector[]} rows [n][D] @returns {number[]} [D] */
export function combined(weights, rows) {
  const sum = (rows[0] ?? []).map(() => 0);
  rows.forEach((row, i) => {
    const weight = weights[i] ?? 0;
    for (let d = 0; d < sum.length; d += 1)
      sum[d] = /** @type {number} */ (sum[d]) + weight * /** @type {number} */ (row[d]);
  });
  return sum;
}

/** a + factor b @param {Vector} a @param {number} factor @param {Vector} b */
export function plus(a, factor, b) {
  return a.map((value, i) => value + factor * /** @type {number} */ (b[i]));
}

/** @param {Vector} a @param {number} factor */
export function scaled(a, factor) {
  return a.map((value) => value * factor);
}

/** @param {Vector} a */
export function mean(a) {
  return a.reduce((sum, value) => sum + value, 0) / a.length;
}

/** The vector of ones and a zero elsewhere @param {number} size @param {number} i @returns {number[]} */
export function axis(size, i) {
  return Array.from({ length: size }, (_, k) => (k === i ? 1 : 0));
}

/**
 * The unit vector of `a` less its parts along the given orthonormal ones; null where nothing is left of it.
 *
 * Twice is enough (Kahan): the second pass takes away what rounding left of the first.
 * @param {Vector} a
 * @param {readonly Vector[]} others
 * @returns {number[] | null}
 */
export function orthonormal(a, others = []) {
  const size = norm(a);
  if (!(size > 0) || !Number.isFinite(size)) return null;
  let left = scaled(a, 1 / size);
  for (let pass = 0; pass < 2; pass += 1) for (const other of others) left = plus(left, -dot(left, other), other);
  const rest = norm(left);
  return rest > 1e-9 ? scaled(left, 1 / rest) : null;
}

/**
 * The orthonormal directions in which some vectors spread most about zero, most first (Jacobi's method on their Gram matrix).
 * @param {readonly Vector[]} rows [n][D], n small
 * @param {number} most how many are wanted
 * @returns {number[][]} at most `most`; fewer where the vectors span less
 */
export function principal(rows, most) {
  const n = rows.length;
  const gram = rows.map((a) => rows.map((b) => dot(a, b)));
  const { values, vectors } = eigen(gram);
  const order = values.map((_, i) => i).sort((i, j) => at(values, j) - at(values, i));
  const largest = Math.max(0, ...values);
  /** @type {number[][]} */
  const found = [];
  for (const k of order.slice(0, most)) {
    if (!(at(values, k) > 1e-16 * largest) || largest === 0) break;
    let direction = scaled(rows[0] ?? [], 0);
    for (let i = 0; i < n; i += 1) direction = plus(direction, at(at(vectors, i), k), at(rows, i));
    const unit = orthonormal(direction, found);
    if (unit) found.push(unit);
  }
  return found;
}

/**
 * Eigenvalues and eigenvectors (in columns) of a symmetric matrix.
 * @param {readonly Vector[]} matrix
 */
export function eigen(matrix) {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const vectors = a.map((_, i) => axis(n, i));
  for (let sweep = 0; sweep < 50; sweep += 1) {
    let off = 0;
    let whole = 0;
    a.forEach((row, i) => {
      row.forEach((value, j) => {
        if (i === j) whole += value ** 2;
        else off += value ** 2;
      });
    });
    if (off <= 1e-30 * (whole + off)) break;
    for (let p = 0; p < n; p += 1) for (let q = p + 1; q < n; q += 1) rotate(a, vectors, p, q);
  }
  return { values: a.map((row, i) => at(row, i)), vectors };
}

/** One Jacobi rotation that makes a[p][q] zero @param {number[][]} a @param {number[][]} vectors @param {number} p @param {number} q */
function rotate(a, vectors, p, q) {
  const apq = at(at(a, p), q);
  if (apq === 0) return;
  const slope = (at(at(a, q), q) - at(at(a, p), p)) / (2 * apq);
  const t = (slope >= 0 ? 1 : -1) / (Math.abs(slope) + Math.hypot(slope, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (const rows of [a, vectors]) {
    for (const row of rows) {
      const [x, y] = [at(row, p), at(row, q)];
      row[p] = c * x - s * y;
      row[q] = s * x + c * y;
    }
  }
  const [rowP, rowQ] = [at(a, p), at(a, q)];
  for (let k = 0; k < a.length; k += 1) {
    const [x, y] = [at(rowP, k), at(rowQ, k)];
    rowP[k] = c * x - s * y;
    rowQ[k] = s * x + c * y;
  }
}

/** @template T @param {readonly T[]} list @param {number} i @returns {T} */
function at(list, i) {
  return /** @type {T} */ (list[i]);
}
