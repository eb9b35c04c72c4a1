/**
 * Opens selections: series found at once, samples read afterwards, shown in place where the head has them. What the head no longer covers
 * comes from ClickHouse series by series and is joined with the head's part at one moment in time, the seam.
 */
import { counter, gaugeOf } from '../self/metrics.ts'
import type { MetricStore, ReadCost, Selection, SelectionRequest, SeriesSamples } from './contract.ts'
import type { Head } from './head/head.ts'
import { inWords } from './read-failure.ts'
import { SelectionMemory } from './selection-memory.ts'
import { SelectionReading } from './selection-reading.ts'

const opened = counter(
  'vedette_store_selections_total',
  'Selections of series opened for reading, by where their samples came from.',
  ['way'],
)

export interface SelectionsOptions {
  readonly head: Head
  readonly select: MetricStore['select']
  readonly nowMs: () => number
}

export type OpenSelection = (
  project: string,
  request: SelectionRequest,
  signal: AbortSignal,
) => Promise<Selection>

export function createSelections(options: SelectionsOptions): OpenSelection {
  const { head, select, nowMs } = options
  const memory = new SelectionMemory(head)
  gaugeOf(
    'vedette_store_head_holds',
    'Readings that hold samples of the head in place.',
    () => head.holds.count,
  )
  gaugeOf(
    'vedette_store_remembered_selections_series',
    'Series in remembered selections.',
    () => memory.seriesCount,
  )

  return async (project, request, signal) => {
    signal.throwIfAborted()
    const fromMs = Math.ceil(request.fromMs)
    const toMs = Math.floor(request.toMs)
    const seamMs = head.coversFromMs
    const cost: ReadCost = { way: wayOf(fromMs, toMs, seamMs), why: '', samples: 0, bytes: 0 }
    opened.inc({ way: cost.way })
    if (fromMs < seamMs) {
      cost.why = `the head covers the time from ${new Date(seamMs).toISOString()} on, the question begins at ${new Date(fromMs).toISOString()}`
      return copied(await select(project, request.matchers, { fromMs, toMs }, signal), cost)
    }
    const hold = head.hold(fromMs, nowMs())
    try {
      const series = memory.inHead(project, request.matchers)
      const reading = new SelectionReading({
        head,
        series,
        range: { fromMs, toMs },
        windows: request.windows,
        hold,
        cost,
      })
      return {
        labels: series.labels,
        read: inWords((visit, readSignal) => reading.read(visit, readSignal)),
        rereadable: true,
        close: () => reading.close(),
        cost,
      }
    } catch (error) {
      hold.release()
      throw error
    }
  }
}

function copied(found: readonly SeriesSamples[], cost: ReadCost): Selection {
  return {
    labels: found.map(({ labels }) => labels),
    async read(visit, signal) {
      signal.throwIfAborted()
      for (const [index, { timesMs, values, histograms }] of found.entries()) {
        cost.samples += timesMs.length + histograms.length
        visit(index, { timesMs, values, valuesAt: 0, count: timesMs.length, histograms })
      }
    },
    rereadable: true,
    close: () => {},
    cost,
  }
}

function wayOf(fromMs: number, toMs: number, seamMs: number): string {
  if (fromMs >= seamMs) return 'head'
  return toMs < seamMs ? 'disk' : 'head+disk'
}
