/**
 * The last two weeks of the shop, as if it had been there: written through the remote-write door that any Prometheus would use, once,
 * before the live shop is scraped for the first time. All series carry `generated="true"`.
 */
import { mkdir } from 'node:fs/promises'
import { Agent } from 'undici'
import { gridBefore, HISTORY_MS, type Tick } from './backfill/grid.ts'
import { type Progress, readProgress, writeProgress } from './backfill/progress.ts'
import { createSender, type Sender } from './backfill/sender.ts'
import { shopTracks } from './backfill/shop-series.ts'
import { storyBefore } from './backfill/story.ts'
import type { Track } from './backfill/tracks.ts'
import { pastOf } from './backfill/traffic.ts'
import { DEFAULT_RATE, DEFAULT_SEED } from './load.ts'
import { createRandom } from './random.ts'
import { encodeWriteRequest, snappy } from './remote-write.ts'

export { BackfillRefused } from './backfill/sender.ts'

export interface BackfillOptions {
  /** Of Vedette, for example http://127.0.0.1:9090. */
  readonly url: string
  /** Where it is remembered how far it is. */
  readonly dataDir: string
  readonly seed?: number
  readonly rate?: number
  /** Where live begins. A back-fill that goes on keeps the time of its first start. */
  readonly untilMs?: number
  readonly historyMs?: number
  /** For an address that asks for one. */
  readonly token?: string
  readonly signal?: AbortSignal
  /** Takes lines of progress. Default: stderr. */
  readonly write?: (line: string) => void
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

export interface BackfillReport {
  /** `before`: there was nothing left to do. */
  readonly done: 'now' | 'before'
  readonly series: number
  readonly samples: number
}

const LARGEST_BATCH = 10_000
/** So that the door can make several batches durable at once. What was under way when it was broken off is sent again. */
const IN_FLIGHT = 4
const TELL_EVERY_MS = 2_000

/** Rejects with the signal's reason when it is aborted; the next call goes on from there. */
export async function backfill(options: BackfillOptions): Promise<BackfillReport> {
  const { url, dataDir, historyMs = HISTORY_MS, token, pause } = options
  const { signal = new AbortController().signal } = options
  const write = options.write ?? (line => void process.stderr.write(line))
  await mkdir(dataDir, { recursive: true })
  const progress = (await readProgress(dataDir)) ?? begin(options)
  const tracks = shopTracks()
  const series = tracks.flatMap(track => track.series)
  if (progress.done) return { done: 'before', series: series.length, samples: 0 }
  signal.throwIfAborted()

  await using dispatcher = disposable(new Agent({ connections: IN_FLIGHT, pipelining: 1 }))
  const sender = createSender({ url, token, signal, dispatcher: dispatcher.agent, ...(pause && { pause }) })
  const { untilMs, writtenMs } = progress
  const tell = teller(write, untilMs - historyMs, untilMs)
  let samples = 0
  const underWay: Sent[] = []
  const settleFirst = async (): Promise<void> => {
    const { answer, lastMs, size, last } = underWay.shift()!
    const { words } = await answer
    samples += size
    if (words !== undefined) tell.refused(words)
    await writeProgress(dataDir, { ...progress, writtenMs: lastMs, done: last })
    tell.at(lastMs, samples)
  }
  for (const { timesMs, values, last } of batchesOf(progress, historyMs, tracks, series.length)) {
    const lastMs = timesMs.at(-1)!
    if (lastMs <= writtenMs) continue
    if (underWay.length === IN_FLIGHT) await settleFirst()
    const staleAtMs = last ? untilMs : undefined
    const answer = sender.send(
      snappy(encodeWriteRequest({ series, timesMs, values, ...(staleAtMs && { staleAtMs }) })),
    )
    // Whoever waits for it hears of it, if anybody still does.
    answer.catch(() => {})
    underWay.push({ answer, lastMs, size: timesMs.length * series.length, last })
  }
  while (underWay.length > 0) await settleFirst()
  tell.end(series.length, samples)
  return { done: 'now', series: series.length, samples }
}

interface Sent {
  readonly answer: ReturnType<Sender['send']>
  readonly lastMs: number
  readonly size: number
  readonly last: boolean
}

function begin({
  seed = DEFAULT_SEED,
  rate = DEFAULT_RATE,
  untilMs = Date.now(),
}: BackfillOptions): Progress {
  return { version: 1, seed, rate, untilMs, writtenMs: 0, done: false }
}

interface Batch {
  readonly timesMs: readonly number[]
  readonly values: Float64Array
  readonly last: boolean
}

/** The same for the same progress, so that what was sent before can be passed over. */
function* batchesOf(
  { seed, rate, untilMs }: Progress,
  historyMs: number,
  tracks: readonly Track[],
  width: number,
): Generator<Batch, void, void> {
  const past = { story: storyBefore(untilMs), rate, random: createRandom(seed, 0x70617374) }
  // One less, for the markers that end the series.
  const rows = Math.max(1, Math.floor(LARGEST_BATCH / width) - 1)
  const values = new Float64Array(rows * width)
  let ticks: Tick[] = []
  const batch = (last: boolean): Batch => ({ timesMs: ticks.map(({ atMs }) => atMs), values, last })
  for (const tick of gridBefore(untilMs, historyMs)) {
    if (ticks.length === rows) {
      yield batch(false)
      ticks = []
    }
    const stretch = pastOf(tick, past)
    let at = ticks.length * width
    for (const track of tracks) {
      track.step(stretch, values, at)
      at += track.series.length
    }
    ticks.push(tick)
  }
  if (ticks.length > 0) yield batch(true)
}

function teller(write: (line: string) => void, fromMs: number, untilMs: number) {
  const beganMs = performance.now()
  let toldMs = beganMs
  let refusals = 0
  return {
    at(atMs: number, samples: number): void {
      if (performance.now() - toldMs < TELL_EVERY_MS) return
      toldMs = performance.now()
      const percent = Math.floor((100 * (atMs - fromMs)) / (untilMs - fromMs))
      write(`backfill: ${percent} %, ${samples} samples\n`)
    },
    /** Said once; the rest is likely to be refused for the same reason. */
    refused(words: string): void {
      if (refusals++ === 0) write(`backfill: not all was taken: ${words}\n`)
    },
    end(series: number, samples: number): void {
      const seconds = ((performance.now() - beganMs) / 1000).toFixed(1)
      const refused = refusals === 0 ? '' : `; of ${refusals} batches not all was taken`
      write(
        `backfill: the shop's last two weeks are written, ${samples} samples of ${series} series marked generated="true", in ${seconds} s${refused}\n`,
      )
    },
  }
}

function disposable(agent: Agent): { readonly agent: Agent } & AsyncDisposable {
  return { agent, [Symbol.asyncDispose]: () => agent.destroy() }
}
