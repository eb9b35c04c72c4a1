/**
 * Opens selections: series found at once, samples read afterwards, shown in place where the head has them. What the head no longer covers
 * comes from ClickHouse series by series and is joined with the head's part at one moment in time, the seam.
 */
import type { Matcher } from '@vedette/model'
import { counter, counterOf, gaugeOf } from '../self/metrics.ts'
import type { ChunkedDays } from './chunks/chunked-days.ts'
import type { ClickHouse } from './clickhouse/port.ts'
import { findSeries, seriesWhere } from './clickhouse/series-reader.ts'
import type { ReadCost, Selection, SelectionRequest, TimeRange } from './contract.ts'
import { DAY_MS, type Head } from './head/head.ts'
import { inWords } from './read-failure.ts'
import { type SelectedSeries, SelectionMemory } from './selection-memory.ts'
import { SelectionReading } from './selection-reading.ts'

const selections = counter(
  'vedette_store_selections_total',
  'Selections of series that were read, by where their samples came from.',
  ['way'],
)

/** The most series that ClickHouse names for one selection. */
const SERIES_LIMIT = 10_000_000

export interface SelectionsOptions {
  readonly head: Head
  readonly clickhouse: ClickHouse
  /** Left out where all is read row by row. */
  readonly chunkedDays: ChunkedDays | undefined
  readonly nowMs: () => number
  readonly mayHaveHistograms: () => Promise<boolean>
}

export type OpenSelection = (
  project: string,
  request: SelectionRequest,
  signal: AbortSignal,
) => Promise<Selection>

export function createSelections(options: SelectionsOptions): OpenSelection {
  const { head, clickhouse, chunkedDays, nowMs, mayHaveHistograms } = options
  const memory = new SelectionMemory(head)
  gaugeOf(
    'vedette_store_head_holds',
    'Readings that hold samples of the head in place.',
    () => head.holds.count,
  )
  counterOf(
    'vedette_store_head_holds_broken_total',
    'Holds that lasted too long, or gave way because memory was badly short.',
    () => head.holds.brokenCount,
  )
  gaugeOf(
    'vedette_store_remembered_series',
    'Series in the selections that the store remembers.',
    () => memory.seriesCount,
  )

  /** Series of which ClickHouse may have a part. The head's are named before anything is waited for. */
  function findAll(
    project: string,
    matchers: readonly Matcher[],
    older: TimeRange,
    signal: AbortSignal,
  ): Promise<SelectedSeries> {
    const days = `${Math.floor(older.fromMs / DAY_MS)}-${Math.floor(older.toMs / DAY_MS)}`
    // A server may have other writers than this process.
    const believeStored = clickhouse.kind === 'embedded'
    return memory.inHeadAndStored(project, matchers, days, believeStored, () =>
      findSeries(clickhouse, seriesWhere(project, matchers, older), SERIES_LIMIT, signal),
    )
  }

  return async (project, request, signal) => {
    signal.throwIfAborted()
    const { matchers, windows } = request
    const range = { fromMs: Math.ceil(request.fromMs), toMs: Math.floor(request.toMs) }
    const seamMs = head.coversFromMs
    const isOlder = range.fromMs < seamMs && range.fromMs <= range.toMs
    const hold = head.hold(Math.max(range.fromMs, seamMs), nowMs())
    try {
      const older = { fromMs: range.fromMs, toMs: Math.min(range.toMs, seamMs - 1) }
      const series = isOlder
        ? await findAll(project, matchers, older, signal)
        : memory.inHead(project, matchers)
      const cost: ReadCost = { way: 'head', why: '', samples: 0, bytes: 0 }
      if (isOlder) {
        cost.way = 'disk'
        cost.why = `the head goes back to ${new Date(seamMs).toISOString()}, the question to ${new Date(range.fromMs).toISOString()}`
      }
      const reading = new SelectionReading({
        ...{ head, clickhouse, chunkedDays, nowMs, mayHaveHistograms },
        ...{ series, range, windows, seamMs, hold, cost },
      })
      return {
        labels: series.labels,
        read: inWords((visit, readSignal) => reading.read(visit, readSignal)),
        rereadable: !isOlder,
        close: () => {
          if (reading.close()) selections.inc({ way: cost.way })
        },
        cost,
      }
    } catch (error) {
      hold.release()
      throw error
    }
  }
}
