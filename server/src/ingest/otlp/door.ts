/**
 * The door for OTLP metrics, whatever they come over: bytes in, and out the number of points that could not be taken and why. Resolves when
 * the rest is durable.
 */
import type { MetricSink } from '@vedette/model'
import { VedetteError } from '../../errors.ts'
import { counter } from '../../self/metrics.ts'
import type { OtlpResourceMetrics } from '../../wire/otlp-metrics.ts'
import { decodeOtlpMetricsJson } from '../../wire/otlp-metrics-json.ts'
import { decodeOtlpMetrics } from '../../wire/otlp-metrics-protobuf.ts'
import type { PartialSuccess } from '../../wire/otlp-reply.ts'
import { WireError } from '../../wire/wire-error.ts'
import { plainBody } from '../request-body.ts'
import { createByteBudget } from './byte-budget.ts'
import { createDeltaAccumulators } from './delta.ts'
import { Draft } from './draft.ts'
import type { LastValues } from './last-values.ts'
import { createTranslator, type Translator } from './translate.ts'
import type { OtlpTranslation } from './translation.ts'

const pointsTaken = counter(
  'vedette_ingest_otlp_points_total',
  'Data points that came by OTLP, refused ones included.',
)
const pointsRefused = counter(
  'vedette_ingest_otlp_refused_points_total',
  'Data points that came by OTLP and could not be taken, by reason.',
  ['reason'],
)

export type OtlpEncoding = 'protobuf' | 'json'

export interface OtlpRequest {
  readonly body: Uint8Array
  readonly contentEncoding: string | undefined
  readonly encoding: OtlpEncoding
  readonly project: string
  readonly origin: string
}

export interface OtlpMetricsDoor {
  /** Largest body, before and after decompression. */
  readonly bodyLimitBytes: number
  /** Rejects with an error of the catalogue when nothing is promised. Aborting ends the waiting, not the writing. */
  take(request: OtlpRequest, signal: AbortSignal): Promise<PartialSuccess>
}

export interface OtlpDoorOptions {
  readonly sink: MetricSink
  /** For streams of deltas, see last-values.ts. */
  readonly lastValues: LastValues
  /** Asked for each request, so that a reload holds at once. */
  readonly translation: () => OtlpTranslation
  /** `otlp.body_limit`. */
  readonly bodyLimitBytes: number
  /** What requests under way may hold together. Default: four times the largest body. */
  readonly pendingBytes?: number
  /** What the totals of delta streams may take; see delta.ts. */
  readonly deltaBytes?: number
  readonly nowMs?: () => number
}

/** A point, an attribute, a bucket: none takes fewer bytes in a request of a real sender. */
const BYTES_PER_ELEMENT = 16
const LABEL_BYTES_PER_BODY_BYTE = 4

export function createOtlpMetricsDoor(options: OtlpDoorOptions): OtlpMetricsDoor {
  const { sink, bodyLimitBytes } = options
  const bodyLimit = { bytes: bodyLimitBytes, setting: 'otlp.body_limit' }
  const limits = { maxElements: Math.ceil(bodyLimitBytes / BYTES_PER_ELEMENT) }
  const pending = createByteBudget(options.pendingBytes ?? 4 * bodyLimitBytes)
  const deltas = createDeltaAccumulators({
    lastValues: options.lastValues,
    ...(options.deltaBytes !== undefined && { maxBytes: options.deltaBytes }),
    ...(options.nowMs !== undefined && { nowMs: options.nowMs }),
  })
  let translator: Translator | undefined
  let translation: OtlpTranslation | undefined

  function currentTranslator(): Translator {
    const wanted = options.translation()
    if (translator === undefined || wanted !== translation) {
      translator = createTranslator(wanted)
      translation = wanted
    }
    return translator
  }

  function translated(body: Uint8Array, { encoding, project, origin }: OtlpRequest): Draft {
    const translate = currentTranslator()
    const draft = new Draft({
      project,
      origin,
      maxLabelBytes: LABEL_BYTES_PER_BODY_BYTE * bodyLimitBytes,
      onCumulative: deltas.streamCount > 0 ? stream => deltas.forget(project, stream) : undefined,
    })
    try {
      const resources: Iterable<OtlpResourceMetrics> =
        encoding === 'protobuf' ? decodeOtlpMetrics(body, limits) : decodeOtlpMetricsJson(body, limits)
      for (const resource of resources) translate.translate(resource, draft)
    } catch (error) {
      throw error instanceof WireError ? unreadable(error) : error
    }
    return draft
  }

  return {
    bodyLimitBytes,
    async take(request, signal) {
      using _compressed = pending.hold(request.body.length)
      const body = await plainBody(request.body, request.contentEncoding, bodyLimit)
      using _plain = pending.hold(body === request.body ? 0 : body.length)
      const draft = translated(body, request)
      const addition = await (draft.deltas.length === 0
        ? undefined
        : deltas.add(request.project, draft.deltas, draft.refusals, signal))
      let stored = false
      try {
        for (const row of addition?.rows ?? []) draft.addRow(row)
        const refused = await written(draft, sink, signal)
        stored = true
        return refused
      } finally {
        addition?.settle(stored)
      }
    },
  }
}

async function written(draft: Draft, sink: MetricSink, signal: AbortSignal): Promise<PartialSuccess> {
  const { batch, refusals, points } = draft
  for (const { reason, count } of refusals.list()) pointsRefused.inc({ reason }, count)
  pointsTaken.inc(points)
  const receipt = batch.seriesCount === 0 ? undefined : await sink(batch.build(), signal)
  for (const { reason, count, detail } of receipt?.refused ?? []) refusals.add(reason, count, () => detail)
  return { rejected: Math.min(refusals.count, points), message: words(refusals) }
}

/** Senders log this for each request, so it stays short. */
const MAX_WORDS = 2000

function words(refusals: { list(): readonly { count: number; reason: string; detail: string }[] }): string {
  const all = refusals
    .list()
    .map(({ count, reason, detail }) => `${count} x ${reason}: ${detail}`)
    .join('; ')
  return all.length > MAX_WORDS ? `${all.slice(0, MAX_WORDS)}...` : all
}

function unreadable(error: WireError): VedetteError {
  return error.kind === 'limit'
    ? new VedetteError(
        'body-too-large',
        `${error.message} (one for each ${BYTES_PER_ELEMENT} bytes of otlp.body_limit)`,
        { cause: error },
      )
    : new VedetteError('bad-request', `The request can't be read: ${error.message}`, { cause: error })
}
