/** Chunks give back bit by bit what was put in, whole and in pieces, and refuse what is none. */
import { STALE } from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TimeRange, WantedWindows } from '../contract.ts'
import { ChunkEncoder } from './chunk-encoder.ts'
import { MOST_SAMPLES } from './chunk-format.ts'
import { ChunkFormatError, ChunkReader } from './chunk-reader.ts'
import { wantedOf } from './window-picks.ts'

interface Samples {
  readonly timesMs: Float64Array
  readonly values: Float64Array
}

const DAY_MS = 86_400_000
const BEGIN_MS = 20_000 * DAY_MS

const staleValue = STALE[0]!
const bitsAsDouble = (high: number, low: number): number => {
  const view = new DataView(new ArrayBuffer(8))
  view.setUint32(0, high)
  view.setUint32(4, low)
  return view.getFloat64(0)
}

const anyDouble = fc.oneof(
  fc.double(),
  fc.constantFrom(
    0,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    2 ** 53,
    -(2 ** 53),
    1e300,
    5e-324,
  ),
  fc.tuple(fc.nat(0xffffffff), fc.nat(0xffffffff)).map(([high, low]) => bitsAsDouble(high, low)),
)
/** Kinds of columns, as series have them. */
const column = (length: number): fc.Arbitrary<number[]> =>
  fc.oneof(
    fc.array(anyDouble, { minLength: length, maxLength: length }),
    fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: length, maxLength: length }),
    fc.array(fc.maxSafeInteger(), { minLength: length, maxLength: length }),
    fc
      .tuple(fc.nat(1e12), fc.array(fc.nat(5000), { minLength: length, maxLength: length }), fc.nat(10))
      .map(([first, steps, digits]) => {
        let sum = first
        return steps.map(step => {
          sum += step
          return sum / 10 ** digits
        })
      }),
    fc
      .tuple(
        fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: length, maxLength: length }),
        fc.array(fc.tuple(fc.nat(Math.max(0, length - 1)), anyDouble), { maxLength: 20 }),
      )
      .map(([numbers, others]) => {
        const values = numbers.map(number => number / 1000)
        for (const [at, value] of others) values[at] = value
        return values
      }),
  )
const distances = (length: number): fc.Arbitrary<number[]> =>
  fc.oneof(
    fc.constant(new Array<number>(length).fill(15_000)),
    fc.array(fc.constantFrom(15_000, 15_000, 15_000, 15_003, 14_997, 600_000), {
      minLength: length,
      maxLength: length,
    }),
    fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: length, maxLength: length }),
    fc.array(fc.integer({ min: 1, max: 3 }), { minLength: length, maxLength: length }),
    fc.array(fc.constantFrom(1, 1, 1, 2_000_000_000 / Math.max(1, length)).map(Math.ceil), {
      minLength: length,
      maxLength: length,
    }),
  )
const anySamples: fc.Arbitrary<Samples> = fc
  .oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 100, max: 700 }))
  .chain(length =>
    fc
      .tuple(fc.integer({ min: -5, max: 5 }), distances(length), column(length))
      .map(([first, steps, values]) => {
        let timeMs = BEGIN_MS + first
        const timesMs = steps.map(step => {
          timeMs += step
          return timeMs
        })
        return { timesMs: Float64Array.from(timesMs), values: Float64Array.from(values) }
      }),
  )

const encoder = new ChunkEncoder()
const encoded = ({ timesMs, values }: Samples): Uint8Array =>
  encoder.encode(timesMs, values, 0, timesMs.length)

function opened(chunk: Uint8Array): ChunkReader {
  // Somewhere in other memory, as it comes.
  const memory = new Uint8Array(chunk.length + 11).fill(0xff)
  memory.set(chunk, 5)
  const reader = new ChunkReader()
  reader.open(memory.subarray(5, 5 + chunk.length))
  return reader
}

const bytesOf = (column: Float64Array): string => Buffer.from(column.slice().buffer).toString('hex')
const hex = ({ timesMs, values }: Samples): readonly string[] => [bytesOf(timesMs), bytesOf(values)]

function filtered(
  { timesMs, values }: Samples,
  isWanted: (timeMs: number, index: number) => boolean,
): Samples {
  const kept = [...timesMs.keys()].filter(index => isWanted(timesMs[index]!, index))
  const out = { timesMs: new Float64Array(kept.length), values: new Float64Array(kept.length) }
  kept.forEach((from, to) => {
    out.timesMs[to] = timesMs[from]!
    out.values.set(values.subarray(from, from + 1), to)
  })
  return out
}

function taken(
  chunk: Uint8Array,
  range: TimeRange,
  windows: WantedWindows | undefined,
  anyTime = false,
): Samples {
  const reader = opened(chunk)
  const timesMs = new Float64Array(reader.count + 3)
  const values = new Float64Array(reader.count + 3)
  const count = wantedOf({ range, windows, anyTime })(reader, timesMs, values, 3)
  return { timesMs: timesMs.slice(3, 3 + count), values: values.slice(3, 3 + count) }
}

describe('chunks', () => {
  it('give back every bit of any times and doubles', () => {
    fc.assert(
      fc.property(anySamples, samples => {
        const reader = opened(encoded(samples))
        const { count } = reader
        const back = { timesMs: new Float64Array(count), values: new Float64Array(count) }
        reader.decode(0, count, back.timesMs, back.values, 0)
        expect(hex(back)).toEqual(hex(samples))
      }),
      { numRuns: 300 },
    )
  })

  it('give back single samples and stretches from their middle', () => {
    fc.assert(
      fc.property(
        anySamples,
        fc.array(fc.tuple(fc.nat(700), fc.nat(700)), { maxLength: 8 }),
        (samples, places) => {
          const reader = opened(encoded(samples))
          const one = new Float64Array(1)
          for (const [a, b] of places) {
            const index = a % reader.count
            expect(reader.timeAt(index)).toBe(samples.timesMs[index])
            reader.valueTo(index, one, 0)
            expect(bytesOf(one)).toBe(bytesOf(samples.values.slice(index, index + 1)))
            const to = Math.min(reader.count, index + b)
            const stretch = { timesMs: new Float64Array(to - index), values: new Float64Array(to - index) }
            reader.decode(index, to, stretch.timesMs, stretch.values, 0)
            expect(hex(stretch)).toEqual(hex(filtered(samples, (_, i) => i >= index && i < to)))
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('know how many samples were taken until any time', () => {
    fc.assert(
      fc.property(
        anySamples,
        fc.array(fc.tuple(fc.nat(700), fc.integer({ min: -2, max: 2 }))),
        (samples, asked) => {
          const reader = opened(encoded(samples))
          for (const [near, off] of asked) {
            const timeMs = samples.timesMs[near % reader.count]! + off
            expect(reader.countUntil(timeMs)).toBe(samples.timesMs.filter(each => each <= timeMs).length)
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('show in windows and ranges what decoding all and leaving out shows', () => {
    const windowsOf = fc.record({
      firstEndMs: fc.integer({ min: -1000, max: 3_000_000 }).map(ms => BEGIN_MS + ms),
      stepMs: fc.integer({ min: 1, max: 500_000 }),
      count: fc.integer({ min: 1, max: 200 }),
      lengthMs: fc.integer({ min: 1, max: 400_000 }),
      need: fc.constantFrom('all' as const, 'last' as const, 'value' as const),
    })
    const rangeOf = fc
      .tuple(fc.integer({ min: -1000, max: 9_000_000 }), fc.integer({ min: 0, max: 9_000_000 }))
      .map(([from, length]) => ({ fromMs: BEGIN_MS + from, toMs: BEGIN_MS + from + length }))
    fc.assert(
      fc.property(
        anySamples,
        rangeOf,
        fc.option(windowsOf, { nil: undefined }),
        (samples, range, windows) => {
          const inRange = filtered(samples, timeMs => timeMs >= range.fromMs && timeMs <= range.toMs)
          const shown = taken(encoded(samples), range, windows)
          if (windows === undefined || (windows.count > 1 && windows.stepMs <= windows.lengthMs)) {
            expect(hex(shown)).toEqual(hex(inRange))
            return
          }
          const wanted = new Set<number>()
          for (let window = 0; window < windows.count; window++) {
            const endMs = windows.firstEndMs + window * windows.stepMs
            const within = inRange.timesMs.filter(
              timeMs => timeMs > endMs - windows.lengthMs && timeMs <= endMs,
            )
            for (const timeMs of windows.need === 'all' ? within : within.slice(-1)) wanted.add(timeMs)
          }
          expect(hex(shown)).toEqual(hex(filtered(inRange, timeMs => wanted.has(timeMs))))
          // Told at other times, the values are the same, and each time lies in its window.
          const told = taken(encoded(samples), range, windows, windows.need === 'value')
          expect(bytesOf(told.values)).toBe(bytesOf(shown.values))
          told.timesMs.forEach((timeMs, i) => {
            expect(timeMs === shown.timesMs[i] || (timeMs > shown.timesMs[i]! && timeMs <= range.toMs)).toBe(
              true,
            )
          })
        },
      ),
      { numRuns: 400 },
    )
  })

  it('take a byte or so for a sample of what is regular', () => {
    const length = 5760
    const timesMs = Float64Array.from({ length }, (_, i) => BEGIN_MS + i * 15_000)
    const bytesPerSample = (value: (i: number) => number): number =>
      encoded({ timesMs, values: Float64Array.from({ length }, (_, i) => value(i)) }).length / length
    expect(bytesPerSample(() => 42)).toBeLessThan(0.3)
    expect(bytesPerSample(i => 1e9 + i * 150 + (i % 7))).toBeLessThan(1.3)
    expect(bytesPerSample(i => 20 + (i % 100) / 10)).toBeLessThan(1.3)
    expect(bytesPerSample(i => (i === 5000 ? staleValue : i * 3))).toBeLessThan(0.4)
  })

  it('refuse bytes that are no chunk, whatever they are', () => {
    const numbers = new Float64Array(MOST_SAMPLES + 3)
    const readAll = (bytes: Uint8Array): void => {
      const reader = opened(bytes)
      reader.decode(0, reader.count, numbers, numbers.slice(), 3)
      for (const windows of [
        { firstEndMs: BEGIN_MS, stepMs: 60_000, count: 100, lengthMs: 30_000, need: 'all' as const },
        { firstEndMs: BEGIN_MS, stepMs: 60_000, count: 100, lengthMs: 30_000, need: 'last' as const },
      ]) {
        wantedOf({ range: { fromMs: BEGIN_MS, toMs: BEGIN_MS + DAY_MS }, windows, anyTime: false })(
          reader,
          numbers,
          numbers.slice(),
          0,
        )
      }
    }
    const tryAll = (bytes: Uint8Array): void => {
      try {
        readAll(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(ChunkFormatError)
      }
    }
    fc.assert(
      fc.property(
        anySamples,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.nat(),
        (samples, changes, cut) => {
          const whole = encoded(samples)
          const changed = whole.slice()
          for (const [at, byte] of changes) changed[at % changed.length] = byte
          tryAll(changed)
          tryAll(whole.subarray(0, cut % whole.length))
        },
      ),
      { numRuns: 300 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        tryAll(bytes)
        tryAll(Uint8Array.from([1, 0, 0, 0, ...bytes]))
      }),
    )
  })
})
