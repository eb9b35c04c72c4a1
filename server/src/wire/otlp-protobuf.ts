/** The messages that all signals of OTLP share, from protobuf: attributes, resource, scope, time. */
import { MAX_VALUE_DEPTH, type OtlpAttribute, type OtlpBudget, type OtlpValue } from './otlp-value.ts'
import { FIXED64, LEN, type ProtobufReader, tag, VARINT } from './protobuf.ts'
import { WireError } from './wire-error.ts'

const KEY = tag(1, LEN)
const VALUE = tag(2, LEN)

const STRING = tag(1, LEN)
const BOOL = tag(2, VARINT)
const INT = tag(3, VARINT)
const DOUBLE = tag(4, FIXED64)
const ARRAY = tag(5, LEN)
const MAP = tag(6, LEN)
const BYTES = tag(7, LEN)
const VALUES = tag(1, LEN)

const RESOURCE_ATTRIBUTES = tag(1, LEN)

const SCOPE_NAME = tag(1, LEN)
const SCOPE_VERSION = tag(2, LEN)
const SCOPE_ATTRIBUTES = tag(3, LEN)

/** A KeyValue; the reader stands before its length. */
export function readAttribute(reader: ProtobufReader, budget: OtlpBudget, depth = 0): OtlpAttribute {
  budget.spend()
  const outer = reader.enter()
  let key = ''
  let value: OtlpValue = null
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === KEY) key = reader.string()
    else if (t === VALUE) value = readValue(reader, budget, depth)
    else reader.skip()
  }
  reader.leave(outer)
  return { key, value }
}

function readValue(reader: ProtobufReader, budget: OtlpBudget, depth: number): OtlpValue {
  if (depth > MAX_VALUE_DEPTH) {
    throw new WireError(
      'limit',
      `otlp: attribute values stand in each other more than ${MAX_VALUE_DEPTH} deep`,
    )
  }
  const outer = reader.enter()
  let value: OtlpValue = null
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === STRING) value = reader.string()
    else if (t === INT) value = readInt(reader)
    else if (t === DOUBLE) value = reader.double()
    else if (t === BOOL) value = reader.bool()
    else if (t === ARRAY) value = readArray(reader, budget, depth)
    else if (t === MAP) value = { entries: readMap(reader, budget, depth) }
    else if (t === BYTES) value = reader.subarray().slice()
    else reader.skip()
  }
  reader.leave(outer)
  return value
}

function readInt(reader: ProtobufReader): number | bigint {
  const value = reader.int64()
  if (Number.isSafeInteger(value)) return value
  return BigInt.asIntN(64, (BigInt(reader.high) << 32n) | BigInt(reader.low))
}

function readArray(reader: ProtobufReader, budget: OtlpBudget, depth: number): OtlpValue[] {
  const outer = reader.enter()
  const values: OtlpValue[] = []
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === VALUES) {
      budget.spend()
      values.push(readValue(reader, budget, depth + 1))
    } else reader.skip()
  }
  reader.leave(outer)
  return values
}

function readMap(reader: ProtobufReader, budget: OtlpBudget, depth: number): OtlpAttribute[] {
  const outer = reader.enter()
  const entries: OtlpAttribute[] = []
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === VALUES) entries.push(readAttribute(reader, budget, depth + 1))
    else reader.skip()
  }
  reader.leave(outer)
  return entries
}

export function readResourceAttributes(reader: ProtobufReader, budget: OtlpBudget): OtlpAttribute[] {
  const outer = reader.enter()
  const attributes: OtlpAttribute[] = []
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === RESOURCE_ATTRIBUTES) attributes.push(readAttribute(reader, budget))
    else reader.skip()
  }
  reader.leave(outer)
  return attributes
}

export interface OtlpScope {
  name: string
  version: string
  attributes: readonly OtlpAttribute[]
}

export function readScope(reader: ProtobufReader, budget: OtlpBudget): OtlpScope {
  const outer = reader.enter()
  const attributes: OtlpAttribute[] = []
  const scope: OtlpScope = { name: '', version: '', attributes }
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === SCOPE_NAME) scope.name = reader.string()
    else if (t === SCOPE_VERSION) scope.version = reader.string()
    else if (t === SCOPE_ATTRIBUTES) attributes.push(readAttribute(reader, budget))
    else reader.skip()
  }
  reader.leave(outer)
  return scope
}

/**
 * Milliseconds of the fixed64 of nanoseconds that was read last, exactly: a double would round to 256 ns and could take the
 * neighbouring millisecond. 2^32 ns are 4294 ms and 967,296 ns.
 */
export function lastFixedMs(reader: ProtobufReader): number {
  return reader.high * 4294 + Math.floor((reader.high * 967_296 + reader.low) / 1_000_000)
}

/** The nanoseconds of it within that millisecond. */
export function lastFixedSubNs(reader: ProtobufReader): number {
  return (reader.high * 967_296 + reader.low) % 1_000_000
}
