/** One project's series: found by key bytes, indexed by label. Decodes, checks and registers a key that it does not know yet. */
import {
  decodeLabelKey,
  encodeLabelKey,
  LabelKeyError,
  type Labels,
  labelValue,
  METRIC_NAME,
  type Refusal,
} from '@vedette/model'
import type { Admission } from '../contract.ts'
import { KeyTable, viewOf } from './key-table.ts'
import { LabelIndex } from './label-index.ts'
import { type IdTable, type SeriesId, seriesIdOf } from './series-id.ts'
import type { SeriesStates } from './series-state.ts'

/** Refused: no ref. Kept apart from -1 (unknown) so that the two can't be mixed up. */
export const REFUSED = -2

/** On average; two senders rarely spell a series in more than two ways. */
const SPELLINGS_PER_SERIES = 3
const SOME_SPELLINGS = 1000

export class ProjectSeries {
  readonly project: string
  readonly index = new LabelIndex()
  readonly #states: SeriesStates
  readonly #ids: { table: IdTable }
  #keys = new KeyTable()

  constructor(project: string, states: SeriesStates, ids: { table: IdTable }) {
    this.project = project
    this.#states = states
    this.#ids = ids
  }

  get bytes(): number {
    // Labels and postings live on the V8 heap; 400 bytes a series is what ten labels were measured to take.
    return this.#keys.bytes + this.index.seriesCount * 400
  }

  find(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    return this.#keys.find(bytes, view, start, end)
  }

  /** Registers the series that an unknown key spells. Answers its ref, or REFUSED after telling `refuse` why. */
  admit(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    admission: Admission,
    refuse: (refusal: Refusal) => void,
  ): number {
    let labels: Labels
    let key: Uint8Array
    try {
      const decoded = decodeLabelKey(bytes, start, end, admission.mostLabels + 1)
      labels = decoded.labels
      if (labels.length > admission.mostLabels) {
        refuse(admission.describeLabelCount(labels))
        return REFUSED
      }
      key = decoded.canonical ? bytes.subarray(start, end) : encodeLabelKey(labels)
    } catch (error) {
      if (!(error instanceof LabelKeyError)) throw error
      refuse({ reason: 'invalid-labels', count: 1, detail: error.message })
      return REFUSED
    }
    const keyView = viewOf(key)
    let ref = this.#keys.find(key, keyView, 0, key.length)
    if (ref === -1) {
      const refusal = admission.admitSeries(labels, this.index.seriesCount)
      if (refusal !== undefined) {
        refuse(refusal)
        return REFUSED
      }
      ref = this.register(labels, key, seriesIdOf(this.project, labelValue(labels, METRIC_NAME), key))
    }
    // Another spelling of the same series, remembered so that it is found by its bytes next time. Empty labels and any order of the others
    // make as many spellings as a sender likes, so only so many are.
    if (
      this.#keys.size < SPELLINGS_PER_SERIES * this.index.seriesCount + SOME_SPELLINGS &&
      this.#keys.find(bytes, view, start, end) === -1
    ) {
      this.#keys.add(bytes, view, start, end, ref)
    }
    return ref
  }

  /** Registers a series under its number; where another series has the number already, under the next free one. */
  register(labels: Labels, canonicalKey: Uint8Array, id: SeriesId): number {
    let { low } = id
    while (this.#ids.table.find(low, id.high) !== -1) low = (low + 1) | 0
    const ref = this.#states.add(low, id.high)
    this.#ids.table.add(low, id.high, ref)
    this.#keys.add(canonicalKey, viewOf(canonicalKey), 0, canonicalKey.length, ref)
    this.index.add(ref, labels)
    return ref
  }

  remove(refs: ReadonlySet<number>): void {
    this.index.removeAll(refs)
    this.#keys = this.#keys.filtered(ref => !refs.has(ref))
  }
}
