// CIEDE2000 as quality/kernels/delta-e.ts defines it, four pairs of colours at a time.

import { arctangent, exponential, plus, sineOf, times } from './series';

// cosines and sines of the formula's angles
const COS_6: f32 = 0.9945218953682733;
const SIN_6: f32 = 0.10452846326765347;
const COS_30: f32 = 0.8660254037844387;
const SIN_30: f32 = 0.5;
const COS_63: f32 = 0.4539904997395468;
const SIN_63: f32 = 0.8910065241883678;
const COS_275: f32 = 0.08715574274765818;
const SIN_275: f32 = -0.9961946980917455;
// far below any chroma that counts, and its reciprocal is finite
const TINY: f32 = 1e-30;
const DEGREE: f32 = <f32>(Math.PI / 180);

/**
 * No angle is computed but the one of the blue rotation: cosine and sine of the mean hue are those of the two hues'
 * bisector, their multiples follow from them, and the hue difference is a cross product.
 *
 * Within 1e-4 of the 64-bit formula for colours of sRGB, with two exceptions. Where hues are opposite the formula jumps,
 * and colours next to the jump may fall on either side of it. And 32 bits know the hue of what is nearly grey (chroma
 * above 0 and under 2) less well: against a vivid colour 1e-2 was seen, at a difference of 70.
 *
 * @param first, second four colours each, a vector of each coordinate (L*, a*, b*)
 */
export function deltaE2000(first: usize, second: usize): v128 {
  const a1 = v128.load(first, 16);
  const b1 = v128.load(first, 32);
  const a2 = v128.load(second, 16);
  const b2 = v128.load(second, 32);
  const meanC = f32x4.mul(f32x4.add(lengthOf(a1, b1), lengthOf(a2, b2)), f32x4.splat(0.5));
  const stretch = f32x4.sub(f32x4.splat(1.5), f32x4.mul(chromaShare(meanC), f32x4.splat(0.5)));
  const x1 = f32x4.mul(a1, stretch);
  const x2 = f32x4.mul(a2, stretch);
  const c1 = lengthOf(x1, b1);
  const c2 = lengthOf(x2, b2);
  const meanStretchedC = f32x4.mul(f32x4.add(c1, c2), f32x4.splat(0.5));

  // which way the shorter turn from the first hue to the second goes; of opposite ones, from the smaller to the larger
  const cross = f32x4.sub(f32x4.mul(x1, b2), f32x4.mul(x2, b1));
  const dot = f32x4.add(f32x4.mul(x1, x2), f32x4.mul(b1, b2));
  const zero = f32x4.splat(0);
  const smaller = v128.or(f32x4.gt(b1, b2), v128.and(f32x4.eq(b1, b2), f32x4.gt(x1, x2)));
  const forward = v128.or(f32x4.gt(cross, zero), v128.and(f32x4.eq(cross, zero), smaller));
  // a colour without chroma has no hue, and the bisector is the other's
  const acute = f32x4.ge(dot, zero);

  // the bisector: the sum of the hues' unit vectors, or their difference turned by 90 degrees
  const ux = over(x1, c1);
  const uy = over(b1, c1);
  const vx = over(x2, c2);
  const vy = over(b2, c2);
  const alongX = v128.bitselect(f32x4.add(ux, vx), signed(f32x4.sub(vy, uy), forward), acute);
  const alongY = v128.bitselect(f32x4.add(uy, vy), signed(f32x4.sub(ux, vx), forward), acute);
  const along = lengthOf(alongX, alongY);
  const cosine = over(alongX, along);
  const sine = over(alongY, along);

  const dL = f32x4.sub(v128.load(second, 0), v128.load(first, 0));
  const fromMiddle = f32x4.sub(times(f32x4.add(v128.load(first, 0), v128.load(second, 0)), 0.5), f32x4.splat(50));
  const squared = f32x4.mul(fromMiddle, fromMiddle);
  const sL = f32x4.div(times(squared, 0.015), f32x4.sqrt(plus(squared, 20)));
  const sH = f32x4.mul(times(meanStretchedC, 0.015), hueWeight(cosine, sine));
  const lightness = f32x4.div(dL, plus(sL, 1));
  const chroma = f32x4.div(f32x4.sub(c2, c1), plus(times(meanStretchedC, 0.045), 1));
  const hue = f32x4.div(signed(hueDifference(c1, c2, cross, dot, acute), forward), plus(sH, 1));
  const share = f32x4.mul(rotation(cosine, sine), chromaShare(meanStretchedC));
  // chroma^2 + hue^2 - 2 share chroma hue
  const turned = f32x4.sub(
    f32x4.add(f32x4.mul(chroma, chroma), f32x4.mul(hue, hue)),
    times(f32x4.mul(f32x4.mul(share, chroma), hue), 2),
  );
  return f32x4.sqrt(f32x4.add(f32x4.mul(lightness, lightness), turned));
}

/** sqrt(C^7 / (C^7 + 25^7)), 0..1. */
function chromaShare(c: v128): v128 {
  const x = times(c, 1.0 / 25.0);
  const square = f32x4.mul(x, x);
  const seventh = f32x4.mul(f32x4.mul(f32x4.mul(square, square), square), x);
  return f32x4.sqrt(f32x4.div(seventh, plus(seventh, 1)));
}

/** 2 sqrt(c1 c2) sin(turn / 2) without its sign, by whichever formula does not cancel. */
function hueDifference(c1: v128, c2: v128, cross: v128, dot: v128, acute: v128): v128 {
  const product = f32x4.mul(c1, c2);
  const sharp = over(f32x4.abs(cross), f32x4.sqrt(times(f32x4.add(product, dot), 0.5)));
  const blunt = f32x4.sqrt(times(f32x4.sub(product, dot), 2));
  return v128.bitselect(sharp, blunt, acute);
}

/** The formula's T. */
function hueWeight(c: v128, s: v128): v128 {
  const c2 = f32x4.sub(f32x4.mul(c, c), f32x4.mul(s, s));
  const s2 = times(f32x4.mul(c, s), 2);
  const c3 = f32x4.sub(f32x4.mul(c, c2), f32x4.mul(s, s2));
  const s3 = f32x4.add(f32x4.mul(s, c2), f32x4.mul(c, s2));
  const c4 = f32x4.sub(f32x4.mul(c2, c2), f32x4.mul(s2, s2));
  const s4 = times(f32x4.mul(c2, s2), 2);
  const once = f32x4.add(times(c, -0.17 * COS_30), times(s, -0.17 * SIN_30));
  const thrice = f32x4.add(times(c3, 0.32 * COS_6), times(s3, -0.32 * SIN_6));
  const fourfold = f32x4.add(times(c4, -0.2 * COS_63), times(s4, -0.2 * SIN_63));
  return plus(f32x4.add(f32x4.add(once, times(c2, 0.24)), f32x4.add(thrice, fourfold)), 1);
}

/**
 * Sine of the blue rotation, 2 x 30 degrees x exp(-((hue - 275) / 25)^2). The formula takes hues as 0..360 here, so that
 * just above 0 nothing is left of it; nor 90 degrees below 275, but 2e-6.
 */
function rotation(cosine: v128, sine: v128): v128 {
  const c = f32x4.add(times(cosine, COS_275), times(sine, SIN_275));
  const s = f32x4.sub(times(sine, COS_275), times(cosine, SIN_275));
  // tan of half the angle from 275 degrees
  const t = over(f32x4.abs(s), plus(c, 1));
  const angle = times(arctangent(f32x4.pmin(t, f32x4.splat(1))), 2.0 / (25 * DEGREE));
  const below = f32x4.lt(sine, f32x4.splat(0));
  return v128.and(sineOf(times(exponential(f32x4.mul(angle, angle)), 60 * DEGREE)), below);
}

function lengthOf(x: v128, y: v128): v128 {
  return f32x4.sqrt(f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y)));
}

/** 0 / 0 is 0: what has no length has no direction. (No operand is NaN: pmax is the larger one in one instruction.) */
function over(x: v128, length: v128): v128 {
  return f32x4.div(x, f32x4.pmax(length, f32x4.splat(TINY)));
}

function signed(x: v128, positive: v128): v128 {
  return v128.bitselect(x, f32x4.neg(x), positive);
}
