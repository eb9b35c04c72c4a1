/**
 * The Prometheus text format, version 0.0.4 (and 1.0.0, which is the same to a reader): lines of `name{label="value"} value [milliseconds]`,
 * `# HELP`, `# TYPE` and comments. Takes what Prometheus 3 takes and refuses what it refuses; one bad line fails the whole exposition.
 */
import type { Label, MetricType } from '@vedette/model'
import type { Exposition } from './exposition.ts'
import { describedError, expositionError, quote } from './exposition-error.ts'
import { FloatReader, formatBound, parseFloatText } from './float-text.ts'
import {
  LabelReader,
  LOOSE,
  metricNameEnd,
  quotedEnd,
  skipBlanks,
  spellingEnd,
  unescapeHelp,
  unescapeLabel,
  utf8,
} from './label-text.ts'
import { type Reading, SLICE_BYTES } from './reading.ts'
import { NOTE, UNKEPT } from './series-cache.ts'

const TYPES = new Map<string, MetricType>([
  ['counter', 'counter'],
  ['gauge', 'gauge'],
  ['histogram', 'histogram'],
  ['summary', 'summary'],
  ['untyped', 'unknown'],
])

const LINE_BREAK = 0x0a
const HASH = 0x23
const OPEN = 0x7b
const QUOTE = 0x22

/** Fills the exposition, after `begin`. Throws a WireError for text that Prometheus would not take. */
export function* parsePromText(bytes: Uint8Array, into: Exposition): Reading {
  const end = bytes.length
  const view = new DataView(bytes.buffer, bytes.byteOffset, end)
  const { cache, families } = into
  const number = new FloatReader()
  const labels = new LabelReader(LOOSE, into.limits.maxLabels)

  /** Value and time behind name and labels; gives the start of the next line. */
  function readSample(meaning: number, behind: number, lineStart: number): number {
    let at = skipBlanks(bytes, behind, end)
    if (!number.read(bytes, at, end)) throw noNumber(at, lineStart)
    const { value } = number
    at = number.at
    let byte = at < end ? bytes[at]! : LINE_BREAK
    let timeMs = Number.NaN
    if (byte !== LINE_BREAK) {
      at = skipBlanks(bytes, at, end)
      byte = at < end ? bytes[at]! : LINE_BREAK
      if (byte !== LINE_BREAK) {
        timeMs = readTime(at, lineStart)
        at = number.at
      }
    }
    into.addRow(meaning, value, timeMs)
    return at + 1
  }

  function readTime(start: number, lineStart: number): number {
    let at = start
    let timeMs = 0
    while (at < end && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) timeMs = timeMs * 10 + (bytes[at++]! - 0x30)
    if (at === start) throw expositionError(bytes, lineStart, at, 'expected timestamp or new record')
    if (timeMs > Number.MAX_SAFE_INTEGER) {
      throw describedError(bytes, lineStart, at, 'the timestamp is out of range')
    }
    at = skipBlanks(bytes, at, end)
    if (at < end && bytes[at] !== LINE_BREAK) {
      throw expositionError(bytes, lineStart, at, 'expected next entry after timestamp')
    }
    number.at = at
    return timeMs
  }

  function noNumber(at: number, lineStart: number): Error {
    if (number.at === at || bytes[at] === OPEN) {
      return expositionError(bytes, lineStart, at, 'expected value after metric')
    }
    const words = `cannot read ${quote(bytes, at, number.at)} as a number`
    return describedError(bytes, lineStart, number.at, words)
  }

  /** A line that was not expected here. */
  function readMetricLine(start: number, lineStart: number): number {
    const stop = spellingEnd(bytes, start, end, LOOSE)
    const entry = stop < 0 ? -1 : cache.find(bytes, start, stop)
    if (entry >= 0) {
      cache.accept(entry)
      return readSample(cache.meaningOf(entry), stop, lineStart)
    }
    if (stop >= 0 && into.onlyCounts) return readSample(UNKEPT, stop, lineStart)
    labels.readMetric(bytes, start, end)
    const exposed = normalizeBounds(labels.labels, families.currentType)
    return readSample(into.learn(bytes, start, labels.at, exposed), labels.at, lineStart)
  }

  function readComment(start: number): number {
    const lineEnd = endOfLine(bytes, start, end)
    const word = skipBlanks(bytes, start + 1, end)
    const kind = word > start + 1 ? statementKind(bytes, word, lineEnd) : undefined
    if (kind === undefined) return lineEnd + 1
    const known = cache.find(bytes, start, lineEnd)
    if (known >= 0) {
      cache.accept(known)
      families.see(NOTE - cache.meaningOf(known))
    } else {
      const at = skipBlanks(bytes, word + 4, lineEnd)
      const [name, behind] = familyName(bytes, start, at, lineEnd, kind)
      cache.learnNote(
        bytes,
        start,
        lineEnd,
        families.learn(kind, name, statementText(start, behind, lineEnd, kind)),
      )
    }
    return lineEnd + 1
  }

  function statementText(start: number, behind: number, lineEnd: number, kind: 'type' | 'help'): string {
    const blank = skipBlanks(bytes, behind, lineEnd) === lineEnd
    const text = blank ? '' : utf8(bytes, behind + 1, lineEnd)
    if (text === undefined) {
      throw describedError(bytes, start, lineEnd, 'help text is not valid UTF-8', 'invalid-utf8')
    }
    if (kind === 'help') return unescapeHelp(text)
    const type = TYPES.get(text)
    if (type === undefined) {
      throw describedError(bytes, start, lineEnd, `invalid metric type ${JSON.stringify(text.slice(0, 100))}`)
    }
    return type
  }

  /** Lines from `from` on, until one begins at `until` or behind it; gives where that is. */
  function readLines(from: number, until: number): number {
    let at = from
    while (at < until) {
      const entry = cache.expect(bytes, view, at, end)
      if (entry >= 0) {
        const meaning = cache.meaningOf(entry)
        const behind = at + cache.lengthOf(entry)
        if (meaning > NOTE) {
          // A brace here means that the name was only the beginning of what spells the series.
          if (bytes[skipBlanks(bytes, behind, end)] !== OPEN) {
            cache.accept(entry)
            at = readSample(meaning, behind, at)
            continue
          }
        } else if (bytes[behind] === LINE_BREAK) {
          cache.accept(entry)
          families.see(NOTE - meaning)
          at = behind + 1
          continue
        }
      }
      const start = skipBlanks(bytes, at, end)
      if (start === end) return end
      const byte = bytes[start]!
      if (byte === LINE_BREAK) at = start + 1
      else if (byte === HASH) at = readComment(start)
      else at = readMetricLine(start, start)
    }
    return at
  }

  for (let at = 0; at < end; ) {
    at = readLines(at, Math.min(end, at + SLICE_BYTES))
    yield
  }
}

function statementKind(bytes: Uint8Array, at: number, lineEnd: number): 'help' | 'type' | undefined {
  if (at + 4 >= lineEnd || (bytes[at + 4] !== 0x20 && bytes[at + 4] !== 0x09)) return undefined
  const word = String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!)
  return word === 'HELP' ? 'help' : word === 'TYPE' ? 'type' : undefined
}

/** A family's name as statements spell it, quoted or not, and where it ends. */
export function familyName(
  bytes: Uint8Array,
  lineStart: number,
  at: number,
  lineEnd: number,
  kind: string,
): [name: string, behind: number] {
  const quoted = bytes[at] === QUOTE
  const behind = quoted ? quotedEnd(bytes, at, lineEnd, false) : metricNameEnd(bytes, at, lineEnd)
  if (behind <= at) {
    throw expositionError(bytes, lineStart, at, `expected metric name after ${kind.toUpperCase()}`)
  }
  const name = quoted ? utf8(bytes, at + 1, behind - 1) : utf8(bytes, at, behind)
  if (name === undefined) {
    throw describedError(bytes, lineStart, behind, 'the metric name is not valid UTF-8', 'invalid-utf8')
  }
  return [quoted ? unescapeLabel(name) : name, behind]
}

export function endOfLine(bytes: Uint8Array, at: number, end: number): number {
  const lineEnd = bytes.indexOf(LINE_BREAK, at)
  return lineEnd < 0 ? end : lineEnd
}

/** One bound is one series, however it is spelled: see formatBound. */
export function normalizeBounds(labels: Label[], type: MetricType): Label[] {
  const name = type === 'histogram' ? 'le' : type === 'summary' ? 'quantile' : undefined
  if (name === undefined) return labels
  for (const [i, label] of labels.entries()) {
    if (label.name !== name) continue
    const bound = parseFloatText(label.value)
    if (bound !== undefined) labels[i] = { name, value: formatBound(bound) }
  }
  return labels
}
