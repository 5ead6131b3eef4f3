import { deltaE2000 } from './delta-e.js';
import { LINEAR, labOfLinear, type Lab } from './lab.js';

// 2^16 slots of 16 bytes: 1 MiB stays in the second-level cache, and a GIF frame of 256 colours against another of 256
// rarely has more pairs that occur often
const SLOT_BITS = 16;

/**
 * CIEDE2000 between two sRGB colours as 0xRRGGBB, remembering recent pairs: GIFs repeat few of them, and a look-up costs a
 * fiftieth of the formula. Direct-mapped, so it never grows; a collision only forgets the older pair.
 */
export function createPairDifference(): (first: number, second: number) => number {
  const firsts = new Uint32Array(2 ** SLOT_BITS);
  const seconds = new Uint32Array(2 ** SLOT_BITS);
  // all zeros is a true entry: black against black differs by 0
  const values = new Float64Array(2 ** SLOT_BITS);
  const lab1 = new Float64Array(3);
  const lab2 = new Float64Array(3);

  return (first, second) => {
    if (first === second) return 0;
    // two odd multipliers spread both colours over the upper bits (Knuth, TAOCP 3, 6.4: multiplicative hashing)
    const slot = (Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)) >>> (32 - SLOT_BITS);
    if (firsts[slot] === first && seconds[slot] === second) return values[slot]!;
    const value = deltaE2000(labOf(first, lab1), labOf(second, lab2));
    firsts[slot] = first;
    seconds[slot] = second;
    values[slot] = value;
    return value;
  };
}

function labOf(color: number, out: Lab): Lab {
  return labOfLinear(LINEAR[color >> 16]!, LINEAR[(color >> 8) & 255]!, LINEAR[color & 255]!, out);
}
