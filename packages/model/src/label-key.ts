/**
 * A label key: the bytes that spell a label set, and by which a series is found without building a string.
 *
 * The form is the one that remote write uses on the wire, a run of protobuf `Label` messages (field 1 of `TimeSeries`,
 * in them name = 1 and value = 2), so that the hottest door hands over slices of what it received:
 *
 *     0x0a <length of label> 0x0a <length of name> name 0x12 <length of value> value    ... for each label
 *
 * A key is canonical when its labels are sorted, unique and not empty. Doors may hand over any spelling; the store finds
 * a known spelling by its bytes and decodes an unknown one once.
 */
import { compareUtf8, type Label, type Labels } from './labels.ts'
import { LastTexts } from './last-texts.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export class LabelKeyError extends Error {
  override name = 'LabelKeyError'
}

export function encodeLabelKey(labels: Labels): Uint8Array {
  let size = 0
  for (const { name, value } of labels) {
    const inner = innerSize(utf8Size(name), utf8Size(value))
    size += 1 + varintSize(inner) + inner
  }
  const out = new Uint8Array(size)
  let at = 0
  for (const { name, value } of labels) {
    const nameSize = utf8Size(name)
    const valueSize = utf8Size(value)
    out[at++] = 0x0a
    at = writeVarint(out, at, innerSize(nameSize, valueSize))
    out[at++] = 0x0a
    at = writeVarint(out, at, nameSize)
    at = writeText(out, at, name, nameSize)
    out[at++] = 0x12
    at = writeVarint(out, at, valueSize)
    at = writeText(out, at, value, valueSize)
  }
  return out
}

/** Counted by hand: most names and values are short and plain, and calling out to an encoder would cost more than the work. */
function utf8Size(text: string): number {
  let size = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    size += unit < 0x800 ? 1 : 2
    // A pair of surrogates is four bytes; one alone becomes U+FFFD, three bytes, as TextEncoder has it.
    if (unit < 0xd800 || unit > 0xdbff || i + 1 === text.length) continue
    const next = text.charCodeAt(i + 1)
    if (next < 0xdc00 || next > 0xdfff) continue
    i++
  }
  return size
}

function writeText(out: Uint8Array, at: number, text: string, size: number): number {
  if (size === text.length) for (let i = 0; i < size; i++) out[at + i] = text.charCodeAt(i)
  else encoder.encodeInto(text, out.subarray(at, at + size))
  return at + size
}

export interface DecodedLabelKey {
  readonly labels: Labels
  /** The bytes were already the canonical spelling. */
  readonly canonical: boolean
}

/**
 * Throws LabelKeyError on broken framing, invalid UTF-8 and on a name that comes twice. `most`: reading ends there, so that a sender's million
 * labels cost no more than whoever asks can use.
 */
export function decodeLabelKey(
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
  most = Number.POSITIVE_INFINITY,
): DecodedLabelKey {
  const labels: Label[] = []
  let canonical = true
  let at = start
  let place = 0
  while (at < end && labels.length < most) {
    if (bytes[at++] !== 0x0a) throw new LabelKeyError('a label is not framed as a label')
    const [length, body] = readVarint(bytes, at, end)
    const stop = body + length
    if (stop > end) throw new LabelKeyError('a label is cut off')
    let name = ''
    let value = ''
    at = body
    let expected = 0x0a
    while (at < stop) {
      const tag = bytes[at++]!
      if (tag !== expected) canonical = false
      expected = 0x12
      const [size, text] = readVarint(bytes, at, stop)
      if (text + size > stop) throw new LabelKeyError('a label is cut off')
      if (tag === 0x0a) name = textAt(bytes, text, text + size, place++)
      else if (tag === 0x12) value = textAt(bytes, text, text + size, place++)
      else throw new LabelKeyError('a label has a field that is neither name nor value')
      at = text + size
    }
    if (name === '') throw new LabelKeyError('a label has no name')
    if (value === '') canonical = false
    else labels.push({ name, value })
  }
  for (let i = 1; i < labels.length; i++) {
    if (compareUtf8(labels[i - 1]!.name, labels[i]!.name) > 0) {
      labels.sort((a, b) => compareUtf8(a.name, b.name))
      canonical = false
      break
    }
  }
  for (let i = 1; i < labels.length; i++) {
    if (labels[i - 1]!.name === labels[i]!.name) {
      throw new LabelKeyError(`the label name ${JSON.stringify(labels[i]!.name)} comes twice`)
    }
  }
  return { labels, canonical }
}

function innerSize(nameSize: number, valueSize: number): number {
  return 2 + varintSize(nameSize) + nameSize + varintSize(valueSize) + valueSize
}

function varintSize(n: number): number {
  return n < 0x80 ? 1 : n < 0x4000 ? 2 : n < 0x200000 ? 3 : n < 0x10000000 ? 4 : 5
}

function writeVarint(out: Uint8Array, start: number, value: number): number {
  let at = start
  let rest = value
  while (rest >= 0x80) {
    out[at++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  out[at++] = rest
  return at
}

function readVarint(bytes: Uint8Array, start: number, end: number): [value: number, next: number] {
  let value = 0
  let shift = 0
  let at = start
  while (at < end && shift < 35) {
    const byte = bytes[at++]!
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return [value, at]
    shift += 7
  }
  throw new LabelKeyError('a length is cut off')
}

const lastTexts = new LastTexts()

function textAt(bytes: Uint8Array, start: number, end: number, place: number): string {
  const known = lastTexts.find(bytes, start, end, place)
  if (known !== undefined) return known
  const text = decodeText(bytes, start, end)
  lastTexts.keep(text, end - start, place)
  return text
}

function decodeText(bytes: Uint8Array, start: number, end: number): string {
  try {
    return decoder.decode(bytes.subarray(start, end))
  } catch {
    throw new LabelKeyError('a label is not valid UTF-8')
  }
}
