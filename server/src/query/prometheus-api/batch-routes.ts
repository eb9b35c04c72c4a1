/**
 * `/query_batch`: the questions of a whole page in one request. Each is a query like any other, with its own limits, cost and number by which it
 * can be killed; its answer is a line, written as soon as it is there. What fails is the line of that question and of no other.
 */
import { Readable } from 'node:stream'
import {
  type BatchQuestion,
  cancelQueriesRequest,
  type QueryBatchRequest,
  queryBatchRequest,
} from '@vedette/api'
import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { prometheusErrorType, VedetteError } from '../../errors.ts'
import type { FoundExemplars } from '../../store/contract.ts'
import { disconnectSignal } from '../disconnect.ts'
import { asMatrix, envelopeOf } from './answer-envelope.ts'
import { answerPieces } from './answer-json.ts'
import { exemplarSelectors, exemplarsText, exemplarWarnings } from './exemplars.ts'
import type { PrometheusApiOptions } from './options.ts'
import { badRequest, type Params, timeParam } from './params.ts'
import { instantQuestion, rangeQuestion } from './question.ts'
import { createRunningBatches } from './running-batches.ts'

/** One page shall not keep all others waiting for their turns. An answer that waits to be written counts, so few of them are in memory. */
const AT_ONCE = 4

type Pieces = Iterable<string | Buffer>

export function batchRoutes(app: FastifyInstance, options: PrometheusApiOptions): void {
  const batches = createRunningBatches()

  app.post('/query_batch', async (request, reply) => {
    const { batch, queries: questions } = batchIn(request.body)
    const signal = disconnectSignal(reply)
    const project = options.projectOf(request)
    const ids = questions.map(({ id }) => id)
    const running = batches.begin(project, batch, ids, signal)
    reply.raw.once('close', () => running[Symbol.dispose]())
    const asked = questions.map(question => ({ question, signal: running.signalOf(question.id) }))
    const answers = asTheyCome(asked, signal, each => answerTo(each, project, options))
    return reply.type('application/x-ndjson').send(Readable.from(answers, { objectMode: false }))
  })

  app.post('/query_batch/cancel', async (request, reply) => {
    const { batch, ids } = requestIn(request.body, cancelQueriesRequest, '{"batch": "x", "ids": ["a"]}')
    batches.giveUp(options.projectOf(request), batch, ids)
    return reply.status(204).send()
  })
}

function batchIn(body: unknown): QueryBatchRequest {
  const example = '{"queries": [{"id": "a", "kind": "instant", "query": "up"}]}'
  return requestIn(body, queryBatchRequest, example)
}

function requestIn<T>(body: unknown, schema: z.ZodType<T>, example: string): T {
  let json: unknown
  try {
    json = JSON.parse(Buffer.isBuffer(body) ? body.toString('utf8') : String(body))
  } catch {
    throw badRequest(`the body is not JSON: ${example} is expected`)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const words = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  )
  throw badRequest(words.slice(0, 10).join('; '))
}

interface Asked {
  readonly question: BatchQuestion
  readonly signal: AbortSignal
}

/** Lines in the order in which they are ready, a few being worked out at a time. Those that are given up have none. */
async function* asTheyCome(
  all: readonly Asked[],
  signal: AbortSignal,
  answer: (asked: Asked) => Promise<Pieces>,
): AsyncGenerator<string | Buffer> {
  const running = new Map<Asked, Promise<{ asked: Asked; pieces: Pieces }>>()
  let next = 0
  while (!signal.aborted) {
    while (running.size < AT_ONCE && next < all.length) {
      const asked = all[next++]!
      if (asked.signal.aborted) continue
      running.set(
        asked,
        answer(asked).then(pieces => ({ asked, pieces })),
      )
    }
    if (running.size === 0) return
    const { asked, pieces } = await Promise.race(running.values())
    running.delete(asked)
    if (asked.signal.aborted) continue
    for (const piece of pieces) {
      yield piece
      await new Promise(resolve => setImmediate(resolve))
    }
    yield '\n'
  }
}

/** Never rejects. */
async function answerTo(
  { question, signal }: Asked,
  project: string,
  options: PrometheusApiOptions,
): Promise<Pieces> {
  const head = `{"id":${JSON.stringify(question.id)},`
  try {
    const { kind, id: _, exemplars, ...rest } = question
    const params = paramsOf(rest)
    const asked = kind === 'range' ? rangeQuestion(params, options) : instantQuestion(params, options)
    const [answer, seen] = await Promise.all([
      options.queries.run({ project, ...asked, signal }),
      exemplars === true ? exemplarsOf(params, project, options, signal) : undefined,
    ])
    const envelope = envelopeOf(kind === 'range' ? asMatrix(answer) : answer, question.limit ?? 0, params)
    if (seen === undefined) return linePieces(head, answerPieces(envelope), undefined)
    const warnings = [...envelope.warnings, ...exemplarWarnings(seen)]
    return linePieces(head, answerPieces({ ...envelope, warnings }), exemplarsText(seen))
  } catch (error) {
    if (signal.aborted) return []
    const known = foreseen(error, question, options)
    const said = { status: 'error', errorType: prometheusErrorType(known), error: known.message }
    return [head + JSON.stringify(said).slice(1)]
  }
}

/** What nobody foresaw is not shown, and is in the log. */
function foreseen(error: unknown, { query }: BatchQuestion, { log }: PrometheusApiOptions): VedetteError {
  if (error instanceof VedetteError && error.code !== 'internal') return error
  log.error('A query of a batch failed unexpectedly', {
    query: query.slice(0, 1000),
    reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
  })
  return new VedetteError(
    'internal',
    'Vedette failed to answer this for a reason that nobody foresaw. Its log says more.',
  )
}

/** As if each entry stood in a form. */
function paramsOf(record: Readonly<Record<string, string | number | undefined>>): Params {
  const find = (name: string): string | undefined => {
    const value = Object.hasOwn(record, name) ? record[name] : undefined
    return value === undefined || value === '' ? undefined : String(value)
  }
  return {
    first: find,
    all: name => [find(name)].filter(value => value !== undefined),
    problem: undefined,
  }
}

async function exemplarsOf(
  params: Params,
  project: string,
  { store, queries, nowMs }: PrometheusApiOptions,
  signal: AbortSignal,
): Promise<FoundExemplars> {
  const range = { fromMs: timeParam(params, 'start', 0), toMs: timeParam(params, 'end', nowMs()) }
  const sets = exemplarSelectors(params.first('query') ?? '', queries)
  return sets.length === 0 ? { series: [] } : store.exemplars(project, sets, range, signal)
}

/** The pieces of an object, with the id before its first entry and the exemplars in front of all others. */
function* linePieces(
  head: string,
  pieces: Pieces,
  exemplars: string | undefined,
): Generator<string | Buffer> {
  const opening = exemplars === undefined ? head : `${head}"exemplars":${exemplars},`
  let isFirst = true
  for (const piece of pieces) {
    if (!isFirst) yield piece
    else if (typeof piece === 'string') yield opening + piece.slice(1)
    else {
      yield opening
      yield piece.subarray(1)
    }
    isFirst = false
  }
}
