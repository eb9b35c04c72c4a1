/**
 * A line that describes a series: its labels and its points, one per step.
 *
 *     http_requests_total{job="api"} 0+10x5 _ stale NaN {{schema:0 count:2 buckets:[1 1]}}x3
 *
 * `a+bxn` is a and n more, each b above the one before; `axn` is a and n repetitions of it; `_xn` is n times nothing.
 */
import { type Labels, labelsFrom, METRIC_NAME, type NativeHistogram } from '@vedette/model'
import { addHistograms, parseHistogramLiteral, subtractHistograms } from '../histogram/index.ts'
import { parseNumber, unquote } from './literals.ts'

export type Point =
  | { readonly kind: 'none' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'float'; readonly value: number }
  /** `hintWritten`: the text names the counter reset hint, so it is part of what is expected. */
  | { readonly kind: 'histogram'; readonly histogram: NativeHistogram; readonly hintWritten: boolean }

export interface SeriesLine {
  readonly labels: Labels
  readonly points: readonly Point[]
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y
const QUOTED = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|`[^`]*`/y
const SPACE = /\s*/y
const BLANK = /_(?:x(\d+))?(?=\s|$)/y
const NUMBER = /(?:inf|nan|(?:\d[\d_]*\.?|\.\d)[\d_]*(?:e[+-]?\d+)?)/iy
const STALE_WORD = /stale/y
const SIGN = /[+-]/y
const HISTOGRAM = /\{\{[^}]*\}\}/y
const TIMES = /x(\d+)(?=\s|$)/y
const END_OF_ITEM = /(?=\s|$)/y
const MOST_POINTS = 10_000_000

/** Throws an Error that says what is wrong. */
export function parseSeriesLine(line: string): SeriesLine {
  const reader = new Reader(line)
  const labels = readMetric(reader)
  const points: Point[] = []
  if (!reader.done && !/\s/.test(line[reader.at]!)) {
    throw reader.unexpected('a space between the series and its points')
  }
  for (reader.skip(SPACE); !reader.done; reader.skip(SPACE)) {
    for (const point of readItem(reader)) points.push(point)
    if (points.length > MOST_POINTS) throw new Error(`more than ${MOST_POINTS} points in one series`)
  }
  return { labels, points }
}

class Reader {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  get done(): boolean {
    return this.at >= this.text.length
  }

  /** Takes what the (sticky) pattern matches here. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.text)
    if (match === null) return undefined
    this.at += match[0].length
    return match
  }

  skip(pattern: RegExp): void {
    this.take(pattern)
  }

  takeChar(char: string): boolean {
    if (this.text[this.at] !== char) return false
    this.at++
    return true
  }

  unexpected(wanted: string): Error {
    const found = this.done ? 'the end of the line' : JSON.stringify(this.text.slice(this.at, this.at + 20))
    return new Error(`column ${this.at + 1}: expected ${wanted}, found ${found}`)
  }
}

function readMetric(reader: Reader): Labels {
  const name = reader.take(NAME)?.[0]
  const pairs: [string, string][] = name === undefined ? [] : [[METRIC_NAME, name]]
  if (reader.takeChar('{')) readLabels(reader, pairs)
  else if (name === undefined) throw reader.unexpected('a series')
  return labelsFrom(pairs)
}

function readLabels(reader: Reader, pairs: [string, string][]): void {
  for (;;) {
    reader.skip(SPACE)
    if (reader.takeChar('}')) return
    const quoted = readQuoted(reader)
    const name = quoted ?? reader.take(LABEL_NAME)?.[0]
    if (name === undefined) throw reader.unexpected('a label or "}"')
    reader.skip(SPACE)
    if (reader.takeChar('=')) {
      reader.skip(SPACE)
      const value = readQuoted(reader)
      if (value === undefined) throw reader.unexpected('a quoted string')
      pairs.push([name, value])
    } else if (quoted !== undefined) pairs.push([METRIC_NAME, quoted])
    else throw reader.unexpected('"="')
    reader.skip(SPACE)
    if (!reader.takeChar(',') && reader.text[reader.at] !== '}') throw reader.unexpected('"," or "}"')
  }
}

function readQuoted(reader: Reader): string | undefined {
  const text = reader.take(QUOTED)?.[0]
  return text === undefined ? undefined : unquote(text)
}

function readItem(reader: Reader): Point[] {
  const blank = reader.take(BLANK)
  if (blank !== undefined) return repeated({ kind: 'none' }, Number(blank[1] ?? 1))
  const points = readHistograms(reader) ?? readFloats(reader)
  if (reader.take(END_OF_ITEM) === undefined) throw reader.unexpected('a space')
  return points
}

function readFloats(reader: Reader): Point[] {
  if (reader.take(STALE_WORD) !== undefined) return repeated({ kind: 'stale' }, readTimes(reader) + 1)
  const first = readNumber(reader)
  if (first === undefined) throw reader.unexpected('a number, a histogram, "_" or "stale"')
  const times = readTimes(reader, -1)
  if (times >= 0) return repeated({ kind: 'float', value: first }, times + 1)
  const change = /[+-]/.test(reader.text[reader.at] ?? '') ? readNumber(reader) : undefined
  if (change === undefined) return [{ kind: 'float', value: first }]
  const steps = readTimes(reader, -1)
  if (steps < 0) throw reader.unexpected('"x" and how often')
  const points: Point[] = []
  let value = first
  for (let i = 0; i <= steps; i++) {
    points.push({ kind: 'float', value })
    value += change
  }
  return points
}

function readHistograms(reader: Reader): Point[] | undefined {
  const first = readHistogram(reader)
  if (first === undefined) return undefined
  const times = readTimes(reader, -1)
  if (times >= 0) return repeated(first, times + 1)
  const sign = reader.take(SIGN)?.[0]
  if (sign === undefined) return [first]
  const change = readHistogram(reader)
  if (change === undefined) throw reader.unexpected('a histogram')
  const steps = readTimes(reader, -1)
  if (steps < 0) throw reader.unexpected('"x" and how often')
  const points: Point[] = [first]
  const combine = sign === '+' ? addHistograms : subtractHistograms
  let histogram = first.histogram
  for (let i = 0; i < steps; i++) {
    if (histogram.schema > change.histogram.schema) {
      throw new Error(
        `error combining histograms: cannot merge from schema ${change.histogram.schema} to ${histogram.schema}`,
      )
    }
    const combined = combine(histogram, change.histogram)
    if (combined === undefined) throw new Error('error combining histograms: their buckets are incompatible')
    histogram = combined.histogram
    points.push({ kind: 'histogram', histogram, hintWritten: first.hintWritten || change.hintWritten })
  }
  return points
}

function readHistogram(reader: Reader): (Point & { kind: 'histogram' }) | undefined {
  const text = reader.take(HISTOGRAM)?.[0]
  if (text === undefined) return undefined
  return {
    kind: 'histogram',
    histogram: parseHistogramLiteral(text),
    hintWritten: text.includes('counter_reset_hint:'),
  }
}

function readNumber(reader: Reader): number | undefined {
  const from = reader.at
  const sign = reader.take(SIGN)?.[0]
  const text = reader.take(NUMBER)?.[0]
  const value = text === undefined ? undefined : parseNumber(text)
  if (value === undefined) reader.at = from
  return value !== undefined && sign === '-' ? -value : value
}

function readTimes(reader: Reader, otherwise = 0): number {
  const match = reader.take(TIMES)
  if (match === undefined) return otherwise
  const times = Number(match[1])
  if (times > MOST_POINTS) throw new Error(`more than ${MOST_POINTS} points in one series`)
  return times
}

function repeated(point: Point, count: number): Point[] {
  return new Array<Point>(count).fill(point)
}
