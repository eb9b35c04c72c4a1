/**
 * Which series a receiver gets for a series of ours: external labels added, `write_relabel_configs` applied. Worked out once for each
 * spelling of a series and found again by its bytes.
 */
import {
  decodeLabelKey,
  EMPTY_LABELS,
  encodeLabelKey,
  LabelKeyError,
  type Labels,
  labelsFrom,
} from '@vedette/model'
import { type RelabelRule, relabel } from '@vedette/model/relabel'
import { ByteTable } from '../../wire/byte-table.ts'
import type { OutgoingSeries } from '../../wire/outgoing-write.ts'

export interface ForwardedSeries extends OutgoingSeries {
  /** Counts up from 0: decides over the shard, so that a series' samples stay in order. */
  readonly id: number
}

export type SeriesVerdict = ForwardedSeries | 'relabelled' | 'invalid-labels'

export interface ForwardSeriesOptions {
  readonly externalLabels: Readonly<Record<string, string>>
  readonly rules: readonly RelabelRule[]
  /** Only messages of version 2 need the labels once the key is made. */
  readonly keepLabels: boolean
  /** So many spellings are remembered; then it begins anew. */
  readonly limit?: number
}

export interface ForwardSeries {
  of(bytes: Uint8Array, start: number, end: number): SeriesVerdict
}

export function createForwardSeries(options: ForwardSeriesOptions): ForwardSeries {
  const external = Object.entries(options.externalLabels)
  const limit = options.limit ?? 1_000_000
  let table = new ByteTable()
  let verdicts: SeriesVerdict[] = []
  let nextId = 0

  function judge(bytes: Uint8Array, start: number, end: number): SeriesVerdict {
    let own: Labels
    try {
      own = decodeLabelKey(bytes, start, end).labels
    } catch (error) {
      if (error instanceof LabelKeyError) return 'invalid-labels'
      throw error
    }
    const labels = relabel(withExternal(own, external), options.rules)
    if (labels === undefined || labels.length === 0) return 'relabelled'
    return { id: nextId++, key: encodeLabelKey(labels), labels: options.keepLabels ? labels : EMPTY_LABELS }
  }

  return {
    of(bytes, start, end) {
      const known = table.find(bytes, start, end)
      if (known >= 0) return verdicts[known]!
      if (table.count >= limit) {
        table = new ByteTable()
        verdicts = []
      }
      const verdict = judge(bytes, start, end)
      verdicts[table.add(bytes, start, end)] = verdict
      return verdict
    },
  }
}

/** Labels that the series has itself win. */
function withExternal(own: Labels, external: readonly (readonly [string, string])[]): Labels {
  if (external.length === 0) return own
  return labelsFrom([...external, ...own.map(({ name, value }) => [name, value] as const)])
}
