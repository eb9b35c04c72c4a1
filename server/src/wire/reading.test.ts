import { describe, expect, it } from 'vitest'
import { plainExposition, readAll } from '../../testing/exposition.ts'
import { parseOpenMetrics } from './openmetrics.ts'
import { parsePromProtobuf } from './prom-protobuf.ts'
import { parsePromText } from './prom-text.ts'
import { ProtobufWriter } from './protobuf-writer.ts'
import { type Reading, readInTurns, SLICE_BYTES } from './reading.ts'

const LINES = 20_000
const text = Array.from({ length: LINES }, (_, i) => `a{x="${i}"} ${i}\n`).join('')

function protobufPage(): Uint8Array {
  const writer = new ProtobufWriter()
  writer.delimited(family => {
    family.string(1, 'a')
    family.int(3, 1)
    for (let i = 0; i < LINES; i++) {
      family.message(4, metric => {
        metric.message(1, label => {
          label.string(1, 'x')
          label.string(2, String(i))
        })
        metric.message(2, gauge => gauge.double(1, i))
      })
    }
  })
  return writer.finish()
}

describe('a long body', () => {
  it.each([
    { format: 'Prometheus text', parse: parsePromText, body: Buffer.from(text) },
    { format: 'OpenMetrics', parse: parseOpenMetrics, body: Buffer.from(`${text}# EOF\n`) },
    {
      format: 'protobuf, of one family',
      parse: (bytes: Uint8Array, into: ReturnType<typeof plainExposition>) =>
        parsePromProtobuf(bytes, into, { nativeHistograms: true, classicBesideNative: true }),
      body: protobufPage(),
    },
  ])('is read in slices: $format', ({ parse, body }) => {
    const into = plainExposition()
    // Once line by line, and once more with every line known.
    for (let round = 0; round < 2; round++) {
      into.begin()
      const rowsAtYield: number[] = []
      for (const _ of parse(body, into)) rowsAtYield.push(into.rowCount)
      expect(into.rowCount).toBe(LINES)
      expect(into.values[LINES - 1]).toBe(LINES - 1)
      const rowsOfSlices = rowsAtYield.map((rows, i) => rows - (rowsAtYield[i - 1] ?? 0))
      expect(rowsAtYield.length).toBeGreaterThanOrEqual(Math.floor(body.length / SLICE_BYTES))
      expect(Math.max(...rowsOfSlices)).toBeLessThan(LINES / 2)
    }
  })

  it('leaves the event loop its turns between', async () => {
    let turns = 0
    let isOver = false
    const count = (): void => {
      turns++
      if (!isOver) setImmediate(count)
    }
    setImmediate(count)
    await readInTurns(busyFor(100))
    isOver = true
    expect(turns).toBeGreaterThan(3)
  })

  it('is left where nobody wants it any more', async () => {
    const stop = new AbortController()
    setImmediate(() => stop.abort(new Error('stopping')))
    let slices = 0
    function* counted(): Reading {
      for (const slice of busyFor(1000)) {
        slices++
        yield slice
      }
    }
    await expect(readInTurns(counted(), stop.signal)).rejects.toThrow('stopping')
    expect(slices).toBeLessThan(1000)
  })

  it('fails where its parser fails, in turns or at once', async () => {
    const broken = `${text}a oops\n`
    expect(() => readAll(parsePromText, broken)).toThrow(`line ${LINES + 1}`)
    const inTurns = readInTurns(parsePromText(Buffer.from(broken), plainExposition()))
    await expect(inTurns).rejects.toThrow(`line ${LINES + 1}`)
  })
})

/** A reading whose every slice takes a millisecond. */
function* busyFor(slices: number): Reading {
  for (let i = 0; i < slices; i++) {
    const untilMs = performance.now() + 1
    while (performance.now() < untilMs);
    yield
  }
}
