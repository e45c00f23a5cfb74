// Chance that can be asked again: what is drawn follows from the seed and from what it is drawn for, and from no order.

/** A number from 0 up to, but not including, 1 that is always the same for the same seed and names. */
export function draw(seed: number, ...names: readonly (string | number)[]): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const name of names) hash = mixText(hash, `${name}\u0000`);
  return scramble(hash) / 0x1_0000_0000;
}

/** A number between two bounds; see `draw`. */
export function drawBetween(low: number, high: number, seed: number, ...names: readonly (string | number)[]): number {
  return low + (high - low) * draw(seed, ...names);
}

/** FNV-1a. */
function mixText(start: number, text: string): number {
  let hash = start;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}

/** The finaliser of MurmurHash3: without it neighbouring names would draw neighbouring numbers. */
function scramble(hash: number): number {
  let bits = hash ^ (hash >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
