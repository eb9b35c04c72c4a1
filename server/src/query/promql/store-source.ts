/**
 * PromQL's source over the store. The store keeps one array of labels while a selector finds the same series; the set made of it is kept with the
 * array, and with it all that the evaluator ever worked out from these labels.
 */
import type { Labels } from '@vedette/model'
import { SeriesSet, type SeriesSource } from '@vedette/promql'
import type { MetricStore } from '../../store/contract.ts'

/** Answers the source of a project. All of them share what is remembered. */
export function storeSources(store: Pick<MetricStore, 'openSelection'>): (project: string) => SeriesSource {
  const sets = new WeakMap<readonly Labels[], SeriesSet>()

  function setOf(labels: readonly Labels[]): SeriesSet {
    let set = sets.get(labels)
    if (set === undefined) {
      set = new SeriesSet(labels)
      sets.set(labels, set)
    }
    return set
  }

  return project => ({
    async select(request, signal) {
      const selection = await store.openSelection(project, request, signal)
      return {
        series: setOf(selection.labels),
        read: selection.read,
        rereadable: selection.rereadable,
        close: selection.close,
        cost: selection.cost,
      }
    },
  })
}
