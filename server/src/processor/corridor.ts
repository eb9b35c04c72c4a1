/**
 * The corridor: what happens to every batch between its door and the store. Admission by limits, a bound on what waits to become durable,
 * dead letters for what can't be stored, and a promise that resolves when the batch survives the death of the process.
 */
import { type BatchReceipt, type MetricBatch, type MetricSink, RefusalSum } from '@vedette/model'
import type { Limits } from '../config/index.ts'
import { VedetteError } from '../errors.ts'
import { counter, gaugeOf, histogram } from '../self/metrics.ts'
import type { Admission, Appended, MetricStore } from '../store/contract.ts'
import { admissionFor } from './admission.ts'
import { ownCopy, PIECE_SERIES, pieceOf } from './batch-pieces.ts'
import type { DeadLetterBox } from './dead-letter-box.ts'

const accepted = counter(
  'vedette_processor_samples_total',
  'Samples taken in, histograms included, by door.',
  ['door'],
)
const refused = counter(
  'vedette_processor_samples_refused_total',
  'Samples refused for their own fault, by door and reason.',
  ['door', 'reason'],
)
const overloads = counter(
  'vedette_processor_batches_turned_away_total',
  'Batches turned away because too much is pending or the store does not answer.',
  ['door', 'reason'],
)
const waited = histogram(
  'vedette_processor_durable_seconds',
  'Time from a batch taken in to its durability.',
  [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  ['door'],
)

/** How long a batch is taken in before others have their turn. */
const TURN_MS = 20

export interface CorridorOptions {
  readonly store: Pick<MetricStore, 'append'>
  readonly limitsOf: (project: string) => Limits
  readonly deadLetters: DeadLetterBox
  /** What may wait to become durable, all doors together. */
  readonly pendingBytesLimit: number
  /** How long a sender waits for durability before it is told to try again. */
  readonly patienceMs: number
  /** Why the store does not take writes, where it says why. */
  readonly trouble?: () => { readonly reason: string } | undefined
  readonly nowMs: () => number
  /** What else wants to see a batch, such as remote_write; reads it before it returns. */
  readonly observe?: (batch: MetricBatch) => void
}

export interface Corridor {
  readonly accept: MetricSink
  readonly pendingBytes: number
  /** Samples and histograms taken in by a door since the start. */
  samplesFrom(door: string): number
  /** From now on every batch is turned away. */
  close(): void
}

export function createCorridor(options: CorridorOptions): Corridor {
  let pendingBytes = 0
  let closed = false
  const taken = new Map<string, number>()
  gaugeOf('vedette_processor_pending_bytes', 'Bytes taken in that are not durable yet.', () => pendingBytes)

  function checkNotClosed(batch: MetricBatch): void {
    if (!closed) return
    overloads.inc({ door: batch.door, reason: 'shutting-down' })
    throw new VedetteError('shutting-down', 'Vedette is shutting down: send the batch again in a moment', {
      retryAfterSec: 5,
    })
  }

  function checkOpen(batch: MetricBatch): void {
    checkNotClosed(batch)
    if (pendingBytes >= options.pendingBytesLimit) {
      overloads.inc({ door: batch.door, reason: 'pending-limit' })
      throw new VedetteError(
        'overloaded',
        `${mebibytes(pendingBytes)} wait to become durable, the limit is ${mebibytes(options.pendingBytesLimit)} (memory.queue_share): send the batch again in a moment`,
        { retryAfterSec: 2 },
      )
    }
  }

  function reportRefusals({ project, door, origin }: MetricBatch, appended: Appended): void {
    for (const { reason, count, detail } of appended.refused) {
      refused.inc({ door, reason }, count)
      options.deadLetters.add({ project, door, origin, reason, count, detail })
    }
  }

  const accept: MetricSink = async (batch, signal) => {
    checkOpen(batch)
    if (signal?.aborted) throw senderIsGone()
    const { door } = batch
    const startedMs = performance.now()
    const pieces = await takeIn(batch, signal)
    await patiently(Promise.all(pieces.map(piece => piece.durable)), door, options, signal)
    waited.observe({ door }, (performance.now() - startedMs) / 1000)
    return receiptOf(pieces)
  }

  /** Piece by piece, so that a long batch leaves others their turns. All of it is read, or copied, when this returns its promise. */
  async function takeIn(batch: MetricBatch, signal: AbortSignal | undefined): Promise<Appended[]> {
    const { project, door, seriesCount } = batch
    const admission = admissionFor(project, options.limitsOf(project), options.nowMs())
    const pieces: Appended[] = []
    let source = batch
    let turnEndsMs = performance.now() + TURN_MS
    for (let from = 0; from === 0 || from < seriesCount; from += PIECE_SERIES) {
      const piece = takePiece(pieceOf(source, from, Math.min(from + PIECE_SERIES, seriesCount)), admission)
      pieces.push(piece)
      if (from + PIECE_SERIES >= seriesCount || performance.now() < turnEndsMs) continue
      if (source === batch) source = ownCopy(batch)
      await new Promise(resolve => setImmediate(resolve))
      if (pendingBytes >= options.pendingBytesLimit) await patiently(piece.durable, door, options, signal)
      if (signal?.aborted) throw senderIsGone()
      checkNotClosed(batch)
      turnEndsMs = performance.now() + TURN_MS
    }
    return pieces
  }

  function takePiece(piece: MetricBatch, admission: Admission): Appended {
    const { door } = piece
    const appended = options.store.append(piece, admission)
    options.observe?.(piece)
    const count = appended.samples + appended.histograms
    accepted.inc({ door }, count)
    taken.set(door, (taken.get(door) ?? 0) + count)
    reportRefusals(piece, appended)
    pendingBytes += appended.pendingBytes
    const release = (): void => {
      pendingBytes -= appended.pendingBytes
    }
    appended.durable.then(release, release)
    return appended
  }

  return {
    accept,
    get pendingBytes() {
      return pendingBytes
    },
    samplesFrom: door => taken.get(door) ?? 0,
    close() {
      closed = true
    },
  }
}

function receiptOf(pieces: readonly Appended[]): BatchReceipt {
  const refused = new RefusalSum()
  let samples = 0
  let histograms = 0
  let exemplars = 0
  for (const piece of pieces) {
    samples += piece.samples
    histograms += piece.histograms
    exemplars += piece.exemplars
    for (const refusal of piece.refused) refused.add(refusal)
  }
  return { samples, histograms, exemplars, refused: refused.list() }
}

/** Waits for durability, but not for ever: the rows stay with the store, the sender is told to send them again, which does no harm. */
async function patiently(
  durable: Promise<unknown>,
  door: string,
  { patienceMs, trouble }: CorridorOptions,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { promise: givenUp, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    overloads.inc({ door, reason: 'store-silent' })
    const seconds = Math.round(patienceMs / 1000)
    const reason = trouble?.()?.reason
    const because = reason === undefined ? '' : `: ${reason.slice(0, 300)}`
    reject(
      new VedetteError(
        'store-unavailable',
        `the store did not make the batch durable within ${seconds}s (store.commit.patience)${because}; send it again in a moment`,
        { retryAfterSec: 5 },
      ),
    )
  }, patienceMs)
  const abort = (): void => reject(senderIsGone())
  // It may have gone while the batch was taken in.
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort, { once: true })
  try {
    await Promise.race([durable, givenUp])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

function senderIsGone(): VedetteError {
  return new VedetteError('canceled', 'the sender went away before the batch was durable')
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0)} MiB`
}
