/**
 * How a chunk holds the float samples of a series: a string of bytes that can be entered in its middle, because every place in it
 * can be worked out. Numbers are little-endian.
 *
 *     head       u8 version, 3 bytes 0, u32 samples, f64 time of the first
 *     directory  for each block of 128 samples: u32 its first time (since the chunk's first), u32 where it begins in the chunk
 *     blocks
 *
 * A block has times, then values:
 *
 *     times      u8 width, u8 patches, u32 step, u32 bias; then the patches (u8 place each, then i32 deviation each), then `width` planes
 *     values     u8 kind, u8 width, u8 patches, f64 base; where the kind says so f32 slope; then the patches (u8 place each, then 8 bytes of
 *                a double each), then the planes
 *
 * Time number i is its block's first - bias + i * step + deviation. Value number i is (base + floor(i * slope) + residual) / 10^exponent, a patch, or
 * in a raw block the double itself.
 *
 * Deviations and residuals stand in planes: the lowest byte of each, then the next byte of each, because bytes of one rank compress well with
 * one another. A raw block's `width` is a mask: planes of bytes that are everywhere what they are in `base` are left out.
 */
export const FORMAT_VERSION = 1
export const BLOCK_BITS = 7
export const BLOCK_SAMPLES = 1 << BLOCK_BITS
export const HEAD_BYTES = 16
export const ENTRY_BYTES = 8

/** Kinds up to ten are exponents. */
export const SLOPE = 16
export const RAW = 32

/** A chunk of this many samples; more of one series and day go into several. */
export const MOST_SAMPLES = 16_384
