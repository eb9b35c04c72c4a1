/** What forwarding counts, by receiver: the names follow `prometheus_remote_storage_*`. */
import { counter, gauge, histogram } from '../../self/metrics.ts'

export const samplesTotal = counter(
  'vedette_forward_samples_total',
  'Samples that a receiver of remote_write has taken.',
  ['remote'],
)
export const histogramsTotal = counter(
  'vedette_forward_histograms_total',
  'Native histograms that a receiver of remote_write has taken.',
  ['remote'],
)
export const exemplarsTotal = counter(
  'vedette_forward_exemplars_total',
  'Exemplars that a receiver of remote_write has taken.',
  ['remote'],
)
export const metadataTotal = counter(
  'vedette_forward_metadata_total',
  'Metric metadata entries that a receiver of remote_write has taken.',
  ['remote'],
)
export const retriedTotal = counter(
  'vedette_forward_retried_samples_total',
  'Samples, histograms and exemplars in requests that had to be sent again.',
  ['remote'],
)
/** Reasons: `queue-full`, `too-old`, `refused`, `relabelled`, `invalid-labels`, `shutdown`. */
export const droppedTotal = counter(
  'vedette_forward_dropped_samples_total',
  'Samples, histograms and exemplars that were not passed on.',
  ['remote', 'reason'],
)
export const bytesTotal = counter(
  'vedette_forward_bytes_total',
  'Compressed bytes that a receiver has taken.',
  ['remote'],
)
export const pendingSamples = gauge(
  'vedette_forward_pending_samples',
  'Samples, histograms and exemplars that wait to be sent.',
  ['remote'],
)
export const shardCount = gauge('vedette_forward_shards', 'Requests that may be under way side by side.', [
  'remote',
])
export const highestSentSeconds = gauge(
  'vedette_forward_highest_sent_timestamp_seconds',
  'The newest sample that a receiver has taken.',
  ['remote'],
)
export const sendSeconds = histogram(
  'vedette_forward_send_duration_seconds',
  'Time that a receiver took to answer a request.',
  [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  ['remote'],
)

export type DropReason = 'queue-full' | 'too-old' | 'refused' | 'relabelled' | 'invalid-labels' | 'shutdown'
