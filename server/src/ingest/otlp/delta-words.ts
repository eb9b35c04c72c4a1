/** What senders of deltas are told. */
import { decodeLabelKey, formatLabels } from '@vedette/model'
import { messageOf, VedetteError } from '../../errors.ts'
import type { DeltaPoint } from './delta-point.ts'

export function wordsForLate(point: DeltaPoint, addedUpToMs: number): string {
  const series = formatLabels(decodeLabelKey(point.keys[0]!).labels)
  return (
    `${series} is added up to ${isoTime(addedUpToMs)}, and a delta that ends at ${isoTime(point.timeMs)} came after that; ` +
    'deltas of a stream have to come in the order of time, and two senders need different service.instance.id'
  )
}

/** Times come from the wire and may be none that a calendar knows. */
function isoTime(timeMs: number): string {
  return Math.abs(timeMs) <= 8.64e15 ? new Date(timeMs).toISOString() : `${timeMs} ms`
}

export function lastValueFailed(error: unknown): VedetteError {
  if (error instanceof VedetteError) return error
  if (error instanceof Error && error.name === 'AbortError') {
    return new VedetteError('canceled', 'The sender went away before its deltas were added up.', {
      cause: error,
    })
  }
  return new VedetteError(
    'store-unavailable',
    `The store can't say now from where delta streams go on: ${messageOf(error)}`,
    { cause: error, retryAfterSec: 5 },
  )
}
