// XYB as quality/kernels/xyb.ts defines it, in planes of 32-bit floats.
import { cubeRoot } from './roots';

const BIAS: f32 = 0.0037930732552754493;
const BIAS_ROOT: f32 = 0.1559542005492486;

/**
 * Linear light of packed RGB bytes, in three planes one after the other.
 *
 * @param table 256 f32
 */
export function linearise(rgb: usize, pixels: usize, table: usize, out: usize): void {
  for (const end = out + 4 * pixels; out < end; rgb += 3, out += 4) {
    store<f32>(out, load<f32>(table + 4 * <usize>load<u8>(rgb, 0)));
    store<f32>(out + 4 * pixels, load<f32>(table + 4 * <usize>load<u8>(rgb, 1)));
    store<f32>(out + 8 * pixels, load<f32>(table + 4 * <usize>load<u8>(rgb, 2)));
  }
}

/**
 * X, Y and B - Y, each in a plane with a frame of `margin` zeros.
 *
 * @param linear three planes of width x height, width 4 and up
 */
export function positiveXyb(linear: usize, width: i32, height: i32, margin: i32, out: usize): void {
  const stride = width + 2 * margin;
  const from: usize = 4 * width * height;
  const to: usize = 4 * stride * (height + 2 * margin);
  memory.fill(out, 0, 3 * to);
  for (let y = 0; y < height; y++) {
    const source: usize = linear + 4 * y * width;
    const target: usize = out + 4 * ((y + margin) * stride + margin);
    for (let left = 0; left < width; left += 4) {
      // the last vector overlaps the one before it
      const x: usize = 4 * min(left, width - 4);
      const r = v128.load(source + x);
      const g = v128.load(source + x + from);
      const b = v128.load(source + x + 2 * from);
      const l = compressed(r, g, b, 0.3, 0.622, 0.078);
      const m = compressed(r, g, b, 0.23, 0.692, 0.078);
      const s = compressed(r, g, b, 0.24342268924547819, 0.20476744424496821, 0.5518098665095536);
      const luma = f32x4.mul(f32x4.add(l, m), f32x4.splat(0.5));
      v128.store(target + x, f32x4.add(f32x4.mul(f32x4.sub(l, m), f32x4.splat(7)), f32x4.splat(0.42)));
      v128.store(target + x + to, f32x4.add(luma, f32x4.splat(0.01)));
      v128.store(target + x + 2 * to, f32x4.add(f32x4.sub(s, luma), f32x4.splat(0.55)));
    }
  }
}

function compressed(r: v128, g: v128, b: v128, red: f32, green: f32, blue: f32): v128 {
  const mixed = f32x4.add(
    f32x4.add(f32x4.mul(r, f32x4.splat(red)), f32x4.mul(g, f32x4.splat(green))),
    f32x4.add(f32x4.mul(b, f32x4.splat(blue)), f32x4.splat(BIAS)),
  );
  return f32x4.sub(cubeRoot(mixed), f32x4.splat(BIAS_ROOT));
}
