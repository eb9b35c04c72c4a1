/** A request's body without its compression: off the event loop, and never larger than allowed, however small it came. */
import { promisify } from 'node:util'
import { gunzip, inflate, type ZlibOptions, type ZstdOptions, zstdDecompress } from 'node:zlib'
import { VedetteError } from '../errors.ts'

const DECODERS: Record<
  string,
  (body: Uint8Array, options: ZlibOptions & ZstdOptions) => Promise<Uint8Array>
> = {
  gzip: promisify<Uint8Array, ZlibOptions, Uint8Array>(gunzip),
  'x-gzip': promisify<Uint8Array, ZlibOptions, Uint8Array>(gunzip),
  deflate: promisify<Uint8Array, ZlibOptions, Uint8Array>(inflate),
  zstd: promisify<Uint8Array, ZstdOptions, Uint8Array>(zstdDecompress),
}

export interface BodyLimit {
  readonly bytes: number
  /** The setting that moves it. */
  readonly setting: string
}

/** The very body where it is not compressed. */
export async function plainBody(
  body: Uint8Array,
  contentEncoding: string | undefined,
  limit: BodyLimit,
): Promise<Uint8Array> {
  const encoding = (contentEncoding ?? 'identity').trim().toLowerCase()
  if (encoding === 'identity' || encoding === '') return body
  const decode = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined
  if (decode === undefined) {
    throw new VedetteError(
      'unsupported-media-type',
      `A body may come compressed with gzip, deflate or zstd here, not with ${JSON.stringify(encoding.slice(0, 50))}.`,
    )
  }
  try {
    return await decode(body, { maxOutputLength: limit.bytes })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new VedetteError(
        'body-too-large',
        `The body is larger than ${limit.bytes} bytes once it is decompressed; ${limit.setting} moves this limit.`,
        { cause: error },
      )
    }
    throw new VedetteError(
      'bad-request',
      `The body is not ${encoding}, as its Content-Encoding says: ${message}`,
      {
        cause: error,
      },
    )
  }
}
