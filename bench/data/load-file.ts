/**
 * A load on disk: one file per connection ("shard") of ready-made remote-write bodies, and `load.json` that describes it.
 *
 *     frame: u32 body length, u32 samples, f64 time of the first sample (ms), f64 time of the last, body     little endian
 *
 * A series always travels in the same shard and in time order, as in Prometheus's queue manager.
 */
import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createMix, type Mix, type MixOptions } from './mix.ts'
import { createRequestEncoder, encodeLabels, encodeMetadata, type RequestEncoder } from './remote-write.ts'

export interface LoadOptions extends MixOptions {
  readonly scrapes: number
  /** Scrapes of the mix that are skipped, for a load that goes on where another ended; `startMs` is the time of scrape 0 still. */
  readonly skipScrapes?: number
  readonly startMs: number
  /** Connections. */
  readonly shards: number
  readonly samplesPerRequest: number
  /** 1 as in live traffic; more is a backfill, where a request carries several scrapes of a series. */
  readonly samplesPerSeries: number
}

export interface Load extends LoadOptions {
  readonly samples: number
  readonly requests: number
  readonly bytes: number
}

export const FRAME_HEADER = 24

export interface Frame {
  readonly body: Buffer
  readonly samples: number
  readonly firstMs: number
  readonly lastMs: number
}

export const shardFile = (dir: string, shard: number): string => join(dir, `shard-${shard}.frames`)
export const describeFile = (dir: string): string => join(dir, 'load.json')

export function writeLoad(dir: string, options: LoadOptions): Load {
  const mix = createMix(options)
  const { shards, scrapes, samplesPerRequest } = options
  const block = Math.min(options.samplesPerSeries, samplesPerRequest)
  const labels = mix.series.map(series => encodeLabels(series.labels))
  const outs = Array.from({ length: shards }, (_, i) => startShard(shardFile(dir, i)))
  outs[0]!.write(metadataOf(mix), 0, options.startMs, options.startMs)

  const count = mix.series.length
  const skipped = options.skipScrapes ?? 0
  for (let i = 0; i < skipped; i++) mix.advance()
  const values = new Float64Array(block * count)
  const timesMs = new Float64Array(block * mix.targetCount)
  for (let scrape = 0; scrape < scrapes; scrape += block) {
    const steps = Math.min(block, scrapes - scrape)
    for (let i = 0; i < steps; i++) {
      mix.advance()
      values.set(mix.values, i * count)
      for (let target = 0; target < mix.targetCount; target++) {
        timesMs[i * mix.targetCount + target] = mix.timeMs(target, skipped + scrape + i, options.startMs)
      }
    }
    for (let at = 0; at < count; at++) {
      const { target } = mix.series[at]!
      const out = outs[at % shards]!
      if (out.encoder.sampleCount + steps > samplesPerRequest) out.flush()
      out.note(timesMs[target]!, timesMs[(steps - 1) * mix.targetCount + target]!)
      out.encoder.add(labels[at]!, {
        count: steps,
        values,
        at,
        stride: count,
        timesMs,
        timeAt: target,
        timeStride: mix.targetCount,
      })
    }
  }
  let requests = 0
  let bytes = 0
  for (const out of outs) {
    const written = out.close()
    requests += written.requests
    bytes += written.bytes
  }
  const load = { ...options, samples: count * scrapes, requests, bytes }
  writeFileSync(describeFile(dir), JSON.stringify(load))
  return load
}

/** The number, within its shard's file, of the request that carries a sample of a load with one sample per series. */
export function requestOf(load: LoadOptions, series: number, scrape: number): number {
  if (load.samplesPerSeries !== 1)
    throw new Error('only loads with one sample per series are laid out evenly')
  const shard = series % load.shards
  const seriesInShard = Math.ceil((load.seriesCount - shard) / load.shards)
  const before = scrape * seriesInShard + Math.floor(series / load.shards)
  return Math.floor(before / load.samplesPerRequest) + (shard === 0 ? 1 : 0)
}

interface ShardOut {
  readonly encoder: RequestEncoder
  note(firstMs: number, lastMs: number): void
  write(body: Uint8Array, samples: number, firstMs: number, lastMs: number): void
  flush(): void
  close(): { readonly requests: number; readonly bytes: number }
}

function startShard(file: string): ShardOut {
  const fd = openSync(file, 'w')
  const encoder = createRequestEncoder()
  const header = Buffer.alloc(FRAME_HEADER)
  let firstMs = Number.POSITIVE_INFINITY
  let lastMs = Number.NEGATIVE_INFINITY
  let requests = 0
  let bytes = 0

  function write(body: Uint8Array, samples: number, first: number, last: number): void {
    header.writeUInt32LE(body.length, 0)
    header.writeUInt32LE(samples, 4)
    header.writeDoubleLE(first, 8)
    header.writeDoubleLE(last, 16)
    writeSync(fd, header)
    writeSync(fd, body)
    requests++
    bytes += body.length
  }

  function flush(): void {
    const samples = encoder.sampleCount
    if (samples > 0) write(encoder.take(), samples, firstMs, lastMs)
    firstMs = Number.POSITIVE_INFINITY
    lastMs = Number.NEGATIVE_INFINITY
  }

  return {
    encoder,
    write,
    flush,
    note(first, last) {
      firstMs = Math.min(firstMs, first)
      lastMs = Math.max(lastMs, last)
    },
    close() {
      flush()
      closeSync(fd)
      return { requests, bytes }
    },
  }
}

function metadataOf(mix: Mix): Uint8Array {
  const families = new Map(mix.series.map(series => [series.family, series.type]))
  return encodeMetadata(
    [...families].map(([family, type]) => ({
      family,
      type,
      help: `What ${family.replaceAll('_', ' ')} says.`,
    })),
  )
}

export interface FrameReader {
  /** The next frame, undefined at the end. */
  next(): Frame | undefined
  close(): void
}

export function readFrames(file: string): FrameReader {
  const fd = openSync(file, 'r')
  const header = Buffer.alloc(FRAME_HEADER)
  return {
    next() {
      if (readSync(fd, header) < FRAME_HEADER) return undefined
      const body = Buffer.allocUnsafe(header.readUInt32LE(0))
      readSync(fd, body)
      return {
        body,
        samples: header.readUInt32LE(4),
        firstMs: header.readDoubleLE(8),
        lastMs: header.readDoubleLE(16),
      }
    },
    close: () => closeSync(fd),
  }
}
