/**
 * OpenMetrics text, version 1.0 (and 0.0.1): the stricter sibling of the Prometheus format. Parts are separated by exactly one space,
 * times are in seconds, a sample may carry an exemplar (`# {trace_id="..."} value [seconds]`), and the last line is `# EOF`, so that
 * an exposition that was cut off is not taken for a whole one. `_created` lines are samples like any other, as in Prometheus by default.
 */
import { type Labels, labelsFrom, type MetricType } from '@vedette/model'
import type { Exposition } from './exposition.ts'
import { describedError, expositionError, quote } from './exposition-error.ts'
import { FloatReader } from './float-text.ts'
import { LabelReader, STRICT, spellingEnd, unescapeLabel, utf8 } from './label-text.ts'
import { endOfLine, familyName, normalizeBounds } from './prom-text.ts'
import { type Reading, SLICE_BYTES } from './reading.ts'
import { NOTE, UNKEPT } from './series-cache.ts'
import { WireError } from './wire-error.ts'

const TYPES: ReadonlySet<string> = new Set<MetricType>([
  'counter',
  'gauge',
  'histogram',
  'gaugehistogram',
  'summary',
  'info',
  'stateset',
  'unknown',
])

const LINE_BREAK = 0x0a
const SPACE = 0x20
const HASH = 0x23
const OPEN = 0x7b

/** In place of where a line begins: `# EOF` was read. */
const ENDED = -1

/** Fills the exposition, after `begin`. Throws a WireError for text that Prometheus would not take. */
export function* parseOpenMetrics(bytes: Uint8Array, into: Exposition): Reading {
  const end = bytes.length
  const view = new DataView(bytes.buffer, bytes.byteOffset, end)
  const { cache, families } = into
  const number = new FloatReader()
  const labels = new LabelReader(STRICT, into.limits.maxLabels)
  const exemplarLabels = new LabelReader(STRICT, into.limits.maxLabels)

  /** Value, time and exemplar behind name and labels; gives the start of the next line. */
  function readSample(meaning: number, behind: number, lineStart: number): number {
    const value = readNumber(behind, lineStart, 'expected value after metric')
    let at = number.at
    let timeMs = Number.NaN
    if (bytes[at] === SPACE && bytes[at + 1] !== HASH) {
      timeMs = readTime(at, lineStart, 'invalid timestamp')
      at = number.at
    }
    into.addRow(meaning, value, timeMs)
    if (bytes[at] === SPACE && bytes[at + 1] === HASH && bytes[at + 2] === SPACE && bytes[at + 3] === OPEN) {
      at = readExemplar(at + 4, lineStart)
    }
    if (at >= end) throw noEnd()
    if (bytes[at] !== LINE_BREAK) throw expositionError(bytes, lineStart, at, 'expected next entry')
    return at + 1
  }

  function readNumber(space: number, lineStart: number, expected: string): number {
    if (space >= end) throw noEnd()
    if (bytes[space] !== SPACE) throw expositionError(bytes, lineStart, space, expected)
    if (!number.read(bytes, space + 1, end)) {
      if (number.at === space + 1) throw expositionError(bytes, lineStart, space + 1, expected)
      const words = `cannot read ${quote(bytes, space + 1, number.at)} as a number`
      throw describedError(bytes, lineStart, number.at, words)
    }
    return number.value
  }

  /** Seconds, cut (not rounded) to milliseconds as Prometheus does. */
  function readTime(space: number, lineStart: number, invalid: string): number {
    const seconds = readNumber(space, lineStart, 'expected timestamp')
    const timeMs = Math.trunc(seconds * 1000)
    if (!Number.isSafeInteger(timeMs)) throw describedError(bytes, lineStart, number.at, invalid)
    return timeMs
  }

  function readExemplar(start: number, lineStart: number): number {
    exemplarLabels.readExemplarLabels(bytes, start, end, lineStart)
    const value = readNumber(exemplarLabels.at, lineStart, 'expected value after exemplar labels')
    let timeMs: number | undefined
    if (bytes[number.at] === SPACE) timeMs = readTime(number.at, lineStart, 'invalid exemplar timestamp')
    into.addExemplar(value, timeMs, exemplarLabelsOf(exemplarLabels))
    return number.at
  }

  function readMetricLine(start: number): number {
    const stop = spellingEnd(bytes, start, end, STRICT)
    const entry = stop < 0 ? -1 : cache.find(bytes, start, stop)
    if (entry >= 0) {
      cache.accept(entry)
      return readSample(cache.meaningOf(entry), stop, start)
    }
    if (stop >= 0 && into.onlyCounts) return readSample(UNKEPT, stop, start)
    labels.readMetric(bytes, start, end)
    const exposed = normalizeBounds(labels.labels, families.currentType)
    return readSample(into.learn(bytes, start, labels.at, exposed), labels.at, start)
  }

  function readStatement(start: number): number {
    const lineEnd = endOfLine(bytes, start, end)
    const kind = statementKind(bytes, start, lineEnd)
    if (kind === undefined) throw expositionError(bytes, start, start, 'expected a valid start token')
    if (lineEnd === end) throw noEnd()
    const known = cache.find(bytes, start, lineEnd)
    if (known >= 0) {
      cache.accept(known)
      families.see(NOTE - cache.meaningOf(known))
      return lineEnd + 1
    }
    const [name, behind] = familyName(bytes, start, start + 7, lineEnd, kind)
    if (bytes[behind] !== SPACE) {
      throw describedError(bytes, start, lineEnd, `expected text in ${kind.toUpperCase()}`)
    }
    const text = utf8(bytes, behind + 1, lineEnd)
    if (text === undefined) {
      throw describedError(bytes, start, lineEnd, `${kind} text is not valid UTF-8`, 'invalid-utf8')
    }
    checkStatement(kind, name, text, start, lineEnd)
    const note = families.learn(kind, name, kind === 'help' ? unescapeLabel(text) : text)
    cache.learnNote(bytes, start, lineEnd, note)
    return lineEnd + 1
  }

  function checkStatement(kind: string, name: string, text: string, start: number, lineEnd: number): void {
    if (kind === 'type' && !TYPES.has(text)) {
      throw describedError(bytes, start, lineEnd, `invalid metric type ${JSON.stringify(text.slice(0, 100))}`)
    }
    if (kind === 'unit' && text !== '' && !name.endsWith(`_${text}`)) {
      const words = `unit ${JSON.stringify(text.slice(0, 100))} not a suffix of metric ${JSON.stringify(name)}`
      throw describedError(bytes, start, lineEnd, words)
    }
  }

  /** Lines from `from` on, until one begins at `until` or behind it; gives where that is, or ENDED behind `# EOF`. */
  function readLines(from: number, until: number): number {
    let at = from
    while (at < until) {
      const entry = cache.expect(bytes, view, at, end)
      if (entry >= 0) {
        const meaning = cache.meaningOf(entry)
        const behind = at + cache.lengthOf(entry)
        if (meaning > NOTE) {
          cache.accept(entry)
          at = readSample(meaning, behind, at)
          continue
        }
        if (bytes[behind] === LINE_BREAK) {
          cache.accept(entry)
          families.see(NOTE - meaning)
          at = behind + 1
          continue
        }
      }
      if (bytes[at] !== HASH) at = readMetricLine(at)
      else if (isEnd(bytes, at)) {
        if (at + 5 === end || (at + 6 === end && bytes[at + 5] === LINE_BREAK)) return ENDED
        throw describedError(bytes, at, at + 5, 'unexpected data after # EOF')
      } else at = readStatement(at)
    }
    return at
  }

  for (let at = 0; at !== ENDED; ) {
    if (at >= end) throw noEnd()
    at = readLines(at, Math.min(end, at + SLICE_BYTES))
    yield
  }
}

function noEnd(): WireError {
  return new WireError('cut-off', 'data does not end with # EOF')
}

const END = Buffer.from('# EOF')

function isEnd(bytes: Uint8Array, at: number): boolean {
  return END.every((byte, i) => bytes[at + i] === byte)
}

function statementKind(bytes: Uint8Array, at: number, lineEnd: number): 'help' | 'type' | 'unit' | undefined {
  if (at + 7 > lineEnd) return undefined
  switch (String.fromCharCode(...bytes.subarray(at, at + 7))) {
    case '# HELP ':
      return 'help'
    case '# TYPE ':
      return 'type'
    case '# UNIT ':
      return 'unit'
    default:
      return undefined
  }
}

function exemplarLabelsOf(reader: LabelReader): Labels {
  return labelsFrom(reader.labels.map(({ name, value }) => [name, value] as const))
}
