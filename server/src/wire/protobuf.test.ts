import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIXED32, FIXED64, LEN, ProtobufReader, tag, VARINT } from './protobuf.ts'
import { ProtobufWriter } from './protobuf-writer.ts'
import { WireError } from './wire-error.ts'

function written(write: (writer: ProtobufWriter) => void): ProtobufReader {
  const writer = new ProtobufWriter()
  write(writer)
  return new ProtobufReader(writer.finish().slice())
}

describe('protobuf', () => {
  it('reads back every kind of field that was written', () => {
    const reader = written(w => {
      w.int(1, 300)
      w.int(2, -5)
      w.sint(3, -(2 ** 40))
      w.double(4, 0.1)
      w.fixed64(5, 1_732_000_000_123_000_000)
      w.fixed32(6, 0xdeadbeef)
      w.string(7, 'größe')
      w.bool(8, true)
      w.message(9, m => m.string(1, 'x'.repeat(300)))
      w.packedSints(10, [1, -1, 2 ** 33])
      w.packedDoubles(11, [1.5, Number.NEGATIVE_INFINITY])
    })
    expect(reader.next()).toBe(tag(1, VARINT))
    expect(reader.uint64()).toBe(300)
    expect(reader.next()).toBe(tag(2, VARINT))
    expect(reader.int64()).toBe(-5)
    expect(reader.next()).toBe(tag(3, VARINT))
    expect(reader.sint64()).toBe(-(2 ** 40))
    expect(reader.next()).toBe(tag(4, FIXED64))
    expect(reader.double()).toBe(0.1)
    expect(reader.next()).toBe(tag(5, FIXED64))
    expect(reader.fixed64()).toBe(1_732_000_000_123_000_000)
    expect(reader.next()).toBe(tag(6, FIXED32))
    expect(reader.fixed32()).toBe(0xdeadbeef)
    expect(reader.next()).toBe(tag(7, LEN))
    expect(reader.string()).toBe('größe')
    expect(reader.next()).toBe(tag(8, VARINT))
    expect(reader.bool()).toBe(true)
    expect(reader.next()).toBe(tag(9, LEN))
    const outer = reader.enter()
    expect(reader.next()).toBe(tag(1, LEN))
    expect(reader.string()).toHaveLength(300)
    expect(reader.next()).toBe(0)
    reader.leave(outer)
    expect(reader.next()).toBe(tag(10, LEN))
    expect(runOf(reader, () => reader.sint64())).toEqual([1, -1, 2 ** 33])
    expect(reader.next()).toBe(tag(11, LEN))
    expect(runOf(reader, () => reader.double())).toEqual([1.5, Number.NEGATIVE_INFINITY])
    expect(reader.next()).toBe(0)
  })

  it('reads a repeated number alike, packed or not', () => {
    const reader = written(w => {
      w.int(1, 300)
      w.double(2, 2)
      w.fixed32(3, 7)
    })
    reader.next()
    expect(runOf(reader, () => reader.uint64())).toEqual([300])
    reader.next()
    expect(runOf(reader, () => reader.double())).toEqual([2])
    reader.next()
    expect(runOf(reader, () => reader.fixed32())).toEqual([7])
    expect(reader.next()).toBe(0)
  })

  it('steps over fields that nobody knows', () => {
    const reader = written(w => {
      w.int(1, 2 ** 60)
      w.double(2, 1)
      w.string(3, 'unknown')
      w.fixed32(4, 1)
      w.int(5, 42)
    })
    for (let i = 0; i < 4; i++) {
      reader.next()
      reader.skip()
    }
    expect(reader.next()).toBe(tag(5, VARINT))
    expect(reader.uint64()).toBe(42)
  })

  it('keeps the bits of a stale marker', () => {
    const stale = new Float64Array(new Uint32Array([2, 0x7ff00000]).buffer)
    const reader = written(w => w.doubleFrom(1, stale, 0))
    const column = new Float64Array(1)
    reader.next()
    reader.doubleInto(column, 0)
    expect(new Uint32Array(column.buffer)).toEqual(new Uint32Array([2, 0x7ff00000]))
  })

  it('gives 64-bit numbers as words too, for identifiers that no double holds', () => {
    const reader = new ProtobufReader(
      new Uint8Array([0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
    )
    reader.next()
    expect(reader.int64()).toBe(-1)
    expect([reader.low, reader.high]).toEqual([0xffffffff, 0xffffffff])
  })

  it.each([
    ['a tag without a value', [0x08]],
    ['a varint that never ends', [0x08, ...Array<number>(11).fill(0xff)]],
    ['a length beyond the end', [0x0a, 0x05, 0x61]],
    ['a length of more than 32 bits', [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['half a double', [0x09, 0, 0, 0]],
    ['the field number 0', [0x00, 0x00]],
    ['a group', [0x0b, 0x0c]],
  ])('refuses %s', (_, bytes) => {
    const reader = new ProtobufReader(new Uint8Array(bytes))
    expect(() => {
      while (reader.next() !== 0) reader.skip()
    }).toThrow(WireError)
  })

  it('refuses invalid UTF-8, short and long', () => {
    for (const length of [2, 40]) {
      const reader = written(w => w.bytes(1, new Uint8Array(length).fill(0xff)))
      reader.next()
      expect(() => reader.string()).toThrow('protobuf: a string is not valid UTF-8')
    }
  })

  it('does not read beyond the message that it entered', () => {
    const reader = written(w => {
      w.bytes(1, new Uint8Array([0x12, 0x05]))
      w.string(2, 'outside')
    })
    reader.next()
    reader.enter()
    reader.next()
    expect(() => reader.slice()).toThrow('protobuf: the message is cut off')
  })

  it('reads the integers that were written', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), value => {
        const reader = written(w => {
          w.int(1, value)
          w.sint(2, value)
        })
        reader.next()
        expect(reader.int64()).toBe(value)
        reader.next()
        expect(reader.sint64()).toBe(value)
      }),
    )
  })

  it('ends on any bytes, in a WireError or at the end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        const reader = new ProtobufReader(bytes)
        try {
          while (reader.next() !== 0) reader.skip()
          expect(reader.at).toBe(bytes.length)
        } catch (error) {
          expect(error).toBeInstanceOf(WireError)
          expect(reader.at).toBeLessThanOrEqual(bytes.length)
        }
      }),
    )
  })
})

function runOf(reader: ProtobufReader, read: () => number): number[] {
  const values: number[] = []
  const outer = reader.enterRun()
  while (reader.more()) values.push(read())
  reader.leave(outer)
  return values
}
