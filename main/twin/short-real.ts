/** What stands for NaN. */
const NONE = 0xffff;
/** Exponent of the least number, as single precision writes it, and bits of the mantissa that are left out. */
const LEAST = 115;
const LEFT_OUT = 12;

const real = new Float32Array(1);
const bits = new Uint32Array(real.buffer);

/**
 * A number of 0 or more in 16 bits, for charts: single precision (IEEE 754) with 5 bits of exponent and 11 of mantissa, so
 * within 0.03 % from 2⁻¹² to 2²⁰; what is less is 0, what is more the greatest. NaN stays NaN.
 */
export function toShortReal(value: number): number {
  if (Number.isNaN(value)) return NONE;
  real[0] = Math.max(0, value);
  const short = ((bits[0] ?? 0) - (LEAST << 23) + (1 << (LEFT_OUT - 1))) >> LEFT_OUT;
  return Math.max(0, Math.min(NONE - 1, short));
}

/** The number that {@link toShortReal} wrote. */
export function fromShortReal(short: number): number {
  if (short === NONE) return Number.NaN;
  if (short === 0) return 0;
  bits[0] = (short << LEFT_OUT) + (LEAST << 23);
  return real[0] ?? 0;
}
