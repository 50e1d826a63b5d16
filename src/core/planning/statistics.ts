/** Upper tails of the distributions that soak times rest on. Pure numerics, relative error below 1e-9. */

/** ln Γ(x) for x > 0: Lanczos' approximation (g = 7, n = 9). */
export function lnGamma(x: number): number {
  const coefficients = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  const z = x - 1;
  const sum = coefficients.reduce((total, value, index) => total + value / (z + index + 1), 0.9999999999998099);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** P(X ≥ count) for a Poisson variable with this mean: the regularised lower incomplete gamma function P(count, mean). */
export function poissonTail(count: number, mean: number): number {
  if (count <= 0) return 1;
  if (mean <= 0) return 0;
  const front = Math.exp(-mean + count * Math.log(mean) - lnGamma(count));
  if (mean < count + 1) {
    let term = 1 / count;
    let sum = term;
    for (let n = 1; term > sum * 1e-14; n++) {
      term *= mean / (count + n);
      sum += term;
    }
    return front * sum;
  }
  return 1 - front * upperFraction(count, mean);
}

/** The continued fraction of Q(a, x), by Lentz' method. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let result = d;
  for (let n = 1; ; n++) {
    const factor = -n * (n - a);
    b += 2;
    d = 1 / awayFromZero(factor * d + b);
    c = awayFromZero(b + factor / c);
    const step = d * c;
    result *= step;
    if (Math.abs(step - 1) < 1e-14) return result;
  }
}

/** P(X ≥ count) of `trials` with this chance each: the regularised incomplete beta function. */
export function binomialTail(count: number, trials: number, chance: number): number {
  if (count <= 0) return 1;
  if (count > trials) return 0;
  const [a, b] = [count, trials - count + 1];
  const front = Math.exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(chance) + b * Math.log1p(-chance));
  return chance < (a + 1) / (a + b + 2)
    ? (front * betaFraction(a, b, chance)) / a
    : 1 - (front * betaFraction(b, a, 1 - chance)) / b;
}

function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; ; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    const step = d * c;
    result *= step;
    if (Math.abs(step - 1) < 1e-13) return result;
  }
}

function awayFromZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/** The z below which a standard normal variable stays with this probability (0 < p < 1), by bisection on `normalBelow`. */
export function normalQuantile(p: number): number {
  return bisect(-10, 10, (z) => normalBelow(z) >= p);
}

/** P(Z ≤ z): for z ≥ 0 half of 1 + P(½, z²/2). */
function normalBelow(z: number): number {
  const half = poissonTail(0.5, (z * z) / 2) / 2;
  return z >= 0 ? 0.5 + half : 0.5 - half;
}

/** Where `holds` turns from false to true between two numbers. */
export function bisect(from: number, to: number, holds: (value: number) => boolean): number {
  let [low, high] = [from, to];
  for (let step = 0; step < 200 && high - low > 1e-12 * Math.max(1, Math.abs(high)); step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
