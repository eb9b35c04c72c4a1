/** A door for deltas over a collecting sink, that can be restarted as a process would be. */
import { createOtlpMetricsDoor, type OtlpDoorOptions, type OtlpMetricsDoor } from '../src/ingest/otlp/door.ts'
import { DEFAULT_TRANSLATION } from '../src/ingest/otlp/translation.ts'
import type { OtlpMetric, OtlpNumberPoint } from '../src/wire/otlp-metrics.ts'
import { type CollectingSink, createCollectingSink } from './collecting-sink.ts'
import { resource, sum } from './otlp-points.ts'
import { otlpProtobuf } from './otlp-requests.ts'

export const LIVING = new AbortController().signal

export interface DeltaBench {
  readonly store: CollectingSink
  /** How often the store was asked, and for how many series. */
  readonly asked: number[]
  restart(): void
  send(...metrics: OtlpMetric[]): ReturnType<OtlpMetricsDoor['take']>
}

export function createDeltaBench(
  options: Partial<OtlpDoorOptions> & { readonly resource?: Record<string, string> } = {},
): DeltaBench {
  const store = createCollectingSink()
  const asked: number[] = []
  let door: OtlpMetricsDoor
  function start(): void {
    door = createOtlpMetricsDoor({
      sink: store.sink,
      lastValues(project, keys) {
        asked.push(keys.length)
        return store.lastValues(project, keys)
      },
      translation: () => DEFAULT_TRANSLATION,
      bodyLimitBytes: 1e6,
      ...options,
    })
  }
  start()
  return {
    store,
    asked,
    restart: start,
    send: (...metrics) =>
      door.take(
        {
          body: otlpProtobuf([resource({ 'service.name': 'api', ...options.resource }, ...metrics)]),
          contentEncoding: undefined,
          encoding: 'protobuf',
          project: 'default',
          origin: 'test',
        },
        LIVING,
      ),
  }
}

/** A delta of `hits` from one second to another, counted from an arbitrary time. */
export function hits(fromSec: number, toSec: number, value: number): OtlpMetric {
  return sum('hits', 'delta', [span(fromSec, toSec, value)])
}

export const START_MS = 1_732_000_000_000

export function atSec(sec: number): number {
  return START_MS + sec * 1000
}

export function span(fromSec: number, toSec: number, value: number): OtlpNumberPoint {
  return {
    attributes: [],
    startMs: atSec(fromSec),
    startSubNs: 0,
    timeMs: atSec(toSec),
    timeSubNs: 0,
    noRecordedValue: false,
    value,
    exemplars: [],
  }
}
