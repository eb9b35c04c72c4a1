/** Reads remote write 1.0, by the words of the protobuf and snappy documentation; shares nothing with what writes it. */

interface Field {
  readonly number: number
  readonly value: number | Buffer
}

function fieldsOf(bytes: Buffer): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++]!
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
  }
  const take = (length: number): Buffer => {
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const tag = varint()
    const number = tag >> 3
    if ((tag & 7) === 0) fields.push({ number, value: varint() })
    else if ((tag & 7) === 1) fields.push({ number, value: take(8) })
    else if ((tag & 7) === 2) fields.push({ number, value: take(varint()) })
    else throw new Error(`wire type ${tag & 7}`)
  }
  if (at !== bytes.length) throw new Error(`a message ends at ${bytes.length}, its last field at ${at}`)
  return fields
}

export interface DecodedSeries {
  /** `name=value`, as they were sent. */
  readonly labels: readonly string[]
  readonly samples: readonly (readonly [timeMs: number, value: Buffer])[]
}

export function decodeWriteRequest(bytes: Buffer): DecodedSeries[] {
  return fieldsOf(bytes).map(({ number, value }) => {
    if (number !== 1) throw new Error(`field ${number} in a write request`)
    const parts = fieldsOf(value as Buffer)
    const labels = parts
      .filter(part => part.number === 1)
      .map(part =>
        fieldsOf(part.value as Buffer)
          .map(text => `${text.value}`)
          .join('='),
      )
    const samples = parts
      .filter(part => part.number === 2)
      .map((part): [number, Buffer] => {
        const [sample, time] = fieldsOf(part.value as Buffer)
        return [time!.value as number, sample!.value as Buffer]
      })
    return { labels, samples }
  })
}

export function unsnappy(block: Buffer): Buffer {
  let at = 0
  let length = 0
  for (let shift = 0; ; shift += 7) {
    const byte = block[at++]!
    length += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) break
  }
  const parts: Buffer[] = []
  while (at < block.length) {
    if (block[at] !== 0xf4)
      throw new Error(`tag ${block[at]}: a literal with two bytes of length was expected`)
    const size = block[at + 1]! + block[at + 2]! * 256 + 1
    parts.push(block.subarray(at + 3, at + 3 + size))
    at += 3 + size
  }
  const all = Buffer.concat(parts)
  if (all.length !== length) throw new Error(`${all.length} bytes instead of ${length}`)
  return all
}
