// The two terms by which a density at a large parameter is computed without the cancellation of log-gamma differences:
// Catherine Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000).
// Own kernels rather than a package: the only one that is exact at advertising's degrees of freedom (millions) brings
// 220 packages and 28 MB, for what takes a page here.

/** ln(n!) minus Stirling's approximation of it, for real n > 0. */
export function stirlingError(n: number): number {
  let shift = 0;
  let at = n;
  // Γ(n+2) = (n+1) Γ(n+1) moves a small n up to where five terms of the series are exact.
  for (; at < 16; at += 1) shift += (at + 0.5) * Math.log1p(1 / at) - 1;
  const square = at * at;
  return shift + (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / at;
}

/** x ln(x / mean) + mean - x, for positive arguments, exact also where x is close to the mean. */
export function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  const ratio = (x - mean) / (x + mean);
  let sum = (x - mean) * ratio;
  let term = 2 * x * ratio;
  for (let odd = 3; ; odd += 2) {
    term *= ratio * ratio;
    const next = sum + term / odd;
    if (next === sum) return sum;
    sum = next;
  }
}
