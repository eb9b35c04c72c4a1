/** The answer of a range query, series by series, in bytes: columns of values go there without ever being strings. */
import { FLOAT, type Grid, HISTOGRAM, histogramAt, kindAt, type ResultSeries, timeAt } from '@vedette/promql'
import { BytesInPieces } from './bytes-in-pieces.ts'
import { DecimalText } from './decimal-text.ts'
import { histogramText, metricText, samplesText } from './element-json.ts'
import { secondsText, valueText } from './number-text.ts'

/** Labels, braces and the first value, as they mostly are. */
const BYTES_PER_SERIES = 400

export interface Matrix {
  readonly grid: Grid
  readonly series: readonly ResultSeries[]
}

export function* matrixPieces({ grid, series }: Matrix, head: string, tail: string): Generator<Buffer> {
  const steps = new Steps(grid)
  const expected = series.length * (BYTES_PER_SERIES + DecimalText.roomFor(grid.count))
  const bytes = new BytesInPieces((head.length + tail.length) * 3 + expected)
  let before = `${head}[`
  for (const { labels, column } of series) {
    bytes.text(`${before}{"metric":${metricText(labels)},`)
    if (column.histograms === undefined) steps.writeFloats(column.values, column.kinds, bytes)
    else bytes.text(steps.mixedText(column))
    before = '},'
    yield* bytes.full()
  }
  bytes.text(`${series.length === 0 ? before : '}'}]${tail}`)
  yield* bytes.full()
  yield bytes.last()
}

/** What is the same for all series. */
class Steps {
  readonly #opening: readonly string[]
  readonly #values: DecimalText

  constructor(grid: Grid) {
    this.#opening = Array.from({ length: grid.count }, (_, step) => `[${secondsText(timeAt(grid, step))},`)
    this.#values = new DecimalText(this.#opening.map(text => `"],${text}"`))
  }

  /** There is a value at some step at least. */
  writeFloats(values: Float64Array, kinds: Uint8Array | undefined, bytes: BytesInPieces): void {
    const count = values.length
    const first = kinds === undefined ? 0 : kinds.indexOf(FLOAT)
    bytes.text(`"values":[${this.#opening[first]}"${valueText(values[first]!)}`)
    bytes.reserve(DecimalText.roomFor(count))
    let from = first + 1
    while (from < count) {
      let to = count
      if (kinds !== undefined) {
        while (from < count && kinds[from] !== FLOAT) from++
        to = from
        while (to < count && kinds[to] === FLOAT) to++
      }
      bytes.end = this.#values.write(values, from, to, bytes.buffer, bytes.end)
      from = to
    }
    bytes.text('"]]')
  }

  mixedText(column: ResultSeries['column']): string {
    let floats = ''
    let histograms = ''
    for (let step = 0; step < this.#opening.length; step++) {
      const kind = kindAt(column, step)
      if (kind === FLOAT) floats += `,${this.#opening[step]}"${valueText(column.values[step]!)}"]`
      else if (kind === HISTOGRAM) {
        histograms += `,${this.#opening[step]}${histogramText(histogramAt(column, step))}]`
      }
    }
    return samplesText(floats, histograms)
  }
}
