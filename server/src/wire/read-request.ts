/** Remote read's question (`prometheus.ReadRequest`): ranges, matchers, and in which shapes the answer may come. */
import { compileMatcher, type Matcher, type MatcherKind } from '@vedette/model'
import { LEN, ProtobufReader, tag, VARINT } from './protobuf.ts'
import { WireError } from './wire-error.ts'

export interface ReadQuery {
  readonly fromMs: number
  readonly toMs: number
  readonly matchers: readonly Matcher[]
}

export interface ReadRequest {
  readonly queries: readonly ReadQuery[]
  readonly answer: 'samples' | 'streamed-chunks'
}

const MOST_QUERIES = 1000
const MOST_MATCHERS = 1000

const QUERY = tag(1, LEN)
const ACCEPTED = tag(2, VARINT)
const ACCEPTED_PACKED = tag(2, LEN)
const FROM = tag(1, VARINT)
const TO = tag(2, VARINT)
const MATCHER = tag(3, LEN)
const MATCHER_KIND = tag(1, VARINT)
const MATCHER_NAME = tag(2, LEN)
const MATCHER_VALUE = tag(3, LEN)

const KINDS: readonly MatcherKind[] = ['=', '!=', '=~', '!~']
const SHAPES: readonly ReadRequest['answer'][] = ['samples', 'streamed-chunks']

/** Throws a WireError for what it can't read, and a RegexError for a pattern that RE2 doesn't accept. */
export function decodeReadRequest(bytes: Uint8Array): ReadRequest {
  const reader = new ProtobufReader(bytes)
  const queries: ReadQuery[] = []
  const accepted: number[] = []
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === QUERY) {
      if (queries.length === MOST_QUERIES) throw new WireError('limit', `more than ${MOST_QUERIES} queries`)
      const outer = reader.enter()
      queries.push(readQuery(reader))
      reader.leave(outer)
    } else if (t === ACCEPTED || t === ACCEPTED_PACKED) {
      const outer = reader.enterRun()
      while (reader.more()) accepted.push(reader.uint64())
      reader.leave(outer)
    } else reader.skip()
  }
  return { queries, answer: firstShape(accepted) }
}

function firstShape(accepted: readonly number[]): ReadRequest['answer'] {
  if (accepted.length === 0) return 'samples'
  const shape = accepted.find(each => SHAPES[each] !== undefined)
  if (shape !== undefined) return SHAPES[shape]!
  throw new WireError(
    'malformed',
    `server does not support any of the requested response types: [${accepted.slice(0, 10).join(' ')}]; supported: SAMPLES, STREAMED_XOR_CHUNKS`,
  )
}

function readQuery(reader: ProtobufReader): ReadQuery {
  const matchers: Matcher[] = []
  let fromMs = 0
  let toMs = 0
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === FROM) fromMs = reader.int64()
    else if (t === TO) toMs = reader.int64()
    else if (t === MATCHER) {
      if (matchers.length === MOST_MATCHERS)
        throw new WireError('limit', `more than ${MOST_MATCHERS} matchers`)
      const outer = reader.enter()
      matchers.push(readMatcher(reader))
      reader.leave(outer)
    } else reader.skip()
  }
  return { fromMs, toMs, matchers }
}

function readMatcher(reader: ProtobufReader): Matcher {
  let kind = 0
  let name = ''
  let value = ''
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === MATCHER_KIND) kind = reader.uint64()
    else if (t === MATCHER_NAME) name = reader.string()
    else if (t === MATCHER_VALUE) value = reader.string()
    else reader.skip()
  }
  const known = KINDS[kind]
  if (known === undefined) throw new WireError('malformed', `invalid matcher type ${kind}`)
  const matcher = { kind: known, name, value }
  compileMatcher(matcher)
  return matcher
}
