/**
 * A sender of remote write 1.0, written for tests: bytes by hand, so that it shares no mistake with the code that reads them. Snappy's
 * blocks hold literals only, which is valid and needs no search.
 */

export interface WrittenSeries {
  readonly labels: Readonly<Record<string, string>>
  readonly samples: readonly (readonly [timeMs: number, value: number])[]
}

/** A `prometheus.WriteRequest`. */
export function encodeWrite(series: readonly WrittenSeries[]): Buffer {
  return Buffer.concat(series.map(each => message(1, encodeSeries(each))))
}

function encodeSeries({ labels, samples }: WrittenSeries): Buffer {
  const names = Object.keys(labels).sort()
  return Buffer.concat([
    ...names.map(name => message(1, Buffer.concat([message(1, name), message(2, labels[name]!)]))),
    ...samples.map(([timeMs, value]) => {
      const sample = Buffer.alloc(9)
      sample[0] = 0x09
      sample.writeDoubleLE(value, 1)
      return message(2, Buffer.concat([sample, Buffer.from([0x10]), varint(timeMs)]))
    }),
  ])
}

/** A field of bytes: its tag, length and content. */
export function message(field: number, content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content)
  return Buffer.concat([Buffer.from([(field << 3) | 2]), varint(bytes.length), bytes])
}

export function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  bytes.push(Number(rest))
  return Buffer.from(bytes)
}

export function snappy(bytes: Uint8Array): Buffer {
  const parts: Uint8Array[] = [varint(bytes.length)]
  for (let from = 0; from < bytes.length; from += 65_536) {
    const piece = bytes.subarray(from, from + 65_536)
    const last = piece.length - 1
    parts.push(Uint8Array.of(61 << 2, last & 0xff, last >> 8), piece)
  }
  return Buffer.concat(parts)
}

export interface WriteAnswer {
  readonly status: number
  readonly text: string
  readonly retryAfter: string | null
}

const HEADERS = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': '0.1.0',
}

/** Rejects where no answer came. */
export async function postWrite(
  base: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<WriteAnswer> {
  const response = await fetch(`${base}/api/v1/write`, {
    method: 'POST',
    headers: { ...HEADERS, ...headers },
    body: Buffer.from(body),
    signal: AbortSignal.timeout(60_000),
  })
  return {
    status: response.status,
    text: await response.text(),
    retryAfter: response.headers.get('retry-after'),
  }
}

export async function write(
  base: string,
  series: readonly WrittenSeries[],
  headers?: Readonly<Record<string, string>>,
): Promise<WriteAnswer> {
  return postWrite(base, snappy(encodeWrite(series)), headers)
}
