/** `POST /api/v1/query_batch`: many PromQL questions in one request, answered line by line. */
import { z } from 'zod'
import type { PrometheusErrorType } from './prometheus.ts'

export const MOST_IN_BATCH = 100

/** A time or a duration: as text, in all forms that the other endpoints take, or a number of seconds. */
const seconds = z.union([z.string().max(100), z.number()]).optional()

const batchQuestion = z.strictObject({
  /** Comes back with the answer. */
  id: z.string().min(1).max(100),
  kind: z.enum(['range', 'instant']),
  query: z.string(),
  /** Of a range, with `step`; and of the exemplars. */
  start: seconds,
  end: seconds,
  step: seconds,
  /** Of an instant; now where it is left out. */
  time: seconds,
  timeout: seconds,
  lookback_delta: seconds,
  limit: z.number().int().min(0).optional(),
  stats: z.string().max(10).optional(),
  /** With the answer come the exemplars of the series that the query selects, from `start` to `end`. */
  exemplars: z.boolean().optional(),
})
export type BatchQuestion = z.infer<typeof batchQuestion>

/** Made up by who asks, and hard to guess. */
const batchName = z.string().min(1).max(100)

export const queryBatchRequest = z.strictObject({
  /** By which single questions of it can be given up. */
  batch: batchName.optional(),
  queries: z
    .array(batchQuestion)
    .min(1, 'a batch has at least one question')
    .max(MOST_IN_BATCH, `a batch has at most ${MOST_IN_BATCH} questions`)
    .refine(
      questions => new Set(questions.map(({ id }) => id)).size === questions.length,
      'every question of a batch has an id of its own',
    ),
})
export type QueryBatchRequest = z.infer<typeof queryBatchRequest>

/** `POST /api/v1/query_batch/cancel`: who asked wants no answer to these any more. They get no line. */
export const cancelQueriesRequest = z.strictObject({
  batch: batchName,
  ids: z.array(z.string().min(1).max(100)).min(1).max(MOST_IN_BATCH),
})
export type CancelQueriesRequest = z.infer<typeof cancelQueriesRequest>

/** A line of the answer: what `query` or `query_range` would have said, under the question's id. */
export type BatchLine<Data = unknown> =
  | {
      readonly id: string
      readonly status: 'success'
      readonly data: Data
      readonly warnings?: readonly string[]
      readonly infos?: readonly string[]
      readonly exemplars?: readonly unknown[]
    }
  | {
      readonly id: string
      readonly status: 'error'
      readonly errorType: PrometheusErrorType
      readonly error: string
    }
