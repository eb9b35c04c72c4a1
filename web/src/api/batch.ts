/**
 * Questions of many at once. Those of one tick go to the server in one request, each only once; every answer is handed on soon after its line has come. Who no
 * longer wants an answer goes alone. What nobody waits for any more is given up at the server; when that is all of it, the request ends.
 */
import type { BatchLine, CancelQueriesRequest } from '@vedette/api'
import { ApiError } from './api-error.ts'
import { send } from './client.ts'
import type { InstantData, Labels, RangeData } from './prometheus.ts'
import { together } from './together.ts'

export type BatchedQuestion =
  | {
      readonly kind: 'range'
      readonly query: string
      readonly fromMs: number
      readonly toMs: number
      readonly stepMs: number
      readonly exemplars?: boolean | undefined
    }
  | { readonly kind: 'instant'; readonly query: string; readonly atMs: number }

export interface BatchedAnswer {
  readonly data: InstantData | RangeData
  readonly warnings: readonly string[]
  readonly infos: readonly string[]
  readonly exemplars: readonly SeriesExemplars[]
}

export interface SeriesExemplars {
  readonly seriesLabels: Labels
  readonly exemplars: readonly {
    readonly labels: Labels
    readonly value: string
    readonly timestamp: number
  }[]
}

/** What the server takes in one request. */
const MOST_QUESTIONS = 100
const MOST_LETTERS = 200_000
/** So much later than the first of them an answer may be handed on. */
const TOGETHER_MS = 100

interface Waiter {
  resolve(answer: BatchedAnswer): void
  reject(reason: unknown): void
}

/** One question and all who asked it. */
class Asked {
  readonly question: BatchedQuestion
  readonly waiters = new Set<Waiter>()
  /** Told when nobody waits any more. */
  onAbandoned: () => void = () => {}

  constructor(question: BatchedQuestion) {
    this.question = question
  }

  wait(signal: AbortSignal | undefined): Promise<BatchedAnswer> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.waiters.delete(waiter)
        reject(signal?.reason)
        if (this.waiters.size === 0) this.onAbandoned()
      }
      const waiter: Waiter = {
        resolve: answer => {
          signal?.removeEventListener('abort', leave)
          resolve(answer)
        },
        reject: reason => {
          signal?.removeEventListener('abort', leave)
          reject(reason)
        },
      }
      this.waiters.add(waiter)
      if (signal?.aborted === true) leave()
      else signal?.addEventListener('abort', leave, { once: true })
    })
  }

  settle(tell: (waiter: Waiter) => void): void {
    const told = [...this.waiters]
    this.waiters.clear()
    for (const waiter of told) tell(waiter)
  }
}

let gathering: Map<string, Asked> | undefined

export function askBatched(question: BatchedQuestion, signal?: AbortSignal): Promise<BatchedAnswer> {
  if (gathering === undefined) {
    gathering = new Map()
    setTimeout(sendGathered, 0)
  }
  const key = JSON.stringify(question)
  let asked = gathering.get(key)
  if (asked === undefined) {
    asked = new Asked(question)
    gathering.set(key, asked)
  }
  return asked.wait(signal)
}

function sendGathered(): void {
  const wanted = [...(gathering?.values() ?? [])].filter(({ waiters }) => waiters.size > 0)
  gathering = undefined
  for (const batch of inBatches(wanted)) void sendBatch(batch)
}

function inBatches(all: readonly Asked[]): Asked[][] {
  const batches: Asked[][] = []
  let letters = 0
  for (const asked of all) {
    const last = batches.at(-1)
    letters += asked.question.query.length
    if (last === undefined || last.length === MOST_QUESTIONS || letters > MOST_LETTERS) {
      batches.push([asked])
      letters = asked.question.query.length
    } else last.push(asked)
  }
  return batches
}

async function sendBatch(batch: readonly Asked[]): Promise<void> {
  const stop = new AbortController()
  const open = new Map(batch.map((asked, i) => [String(i), asked]))
  const name = newName()
  const giveUp = givingUp(name)
  for (const [id, asked] of open) {
    asked.onAbandoned = () => {
      if (!open.delete(id)) return
      if (open.size === 0) stop.abort()
      else giveUp(id, stop.signal)
    }
  }
  const answers = together(TOGETHER_MS)
  const queries = batch.map(({ question }, i) => ({ id: String(i), ...onTheWire(question) }))
  try {
    const response = await send('/api/v1/query_batch', {
      json: { batch: name, queries },
      signal: stop.signal,
    })
    for await (const line of linesOf(response)) {
      const answer = JSON.parse(line) as BatchLine<InstantData | RangeData>
      const asked = open.get(answer.id)
      open.delete(answer.id)
      answers.add(() => asked?.settle(waiter => tell(waiter, answer)))
    }
    throw new ApiError(0, 'unreachable', 'the connection broke off before this was answered')
  } catch (error) {
    answers.tellAll()
    const reason = stop.signal.aborted || error instanceof ApiError ? error : brokenOff(error)
    for (const asked of open.values()) asked.settle(waiter => waiter.reject(reason))
  }
}

/** Tells the server of all that is given up in one tick; where everything was, the request itself has ended. */
function givingUp(batch: string) {
  let ids: string[] = []
  return (id: string, ended: AbortSignal): void => {
    ids.push(id)
    if (ids.length > 1) return
    setTimeout(() => {
      const json: CancelQueriesRequest = { batch, ids }
      ids = []
      // Whoever isn't heard gets an answer that nobody reads.
      if (!ended.aborted) send('/api/v1/query_batch/cancel', { json, signal: ended }).catch(() => {})
    }, 0)
  }
}

/** No two batches of anybody have the same. `crypto.randomUUID` is not there on plain HTTP. */
function newName(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), each => each.toString(36)).join('-')
}

function brokenOff(error: unknown): ApiError {
  return new ApiError(0, 'unreachable', `Vedette can't be reached: ${(error as Error).message}`)
}

function tell(waiter: Waiter, answer: BatchLine<InstantData | RangeData>): void {
  if (answer.status === 'error') {
    // The status that the question alone would have had is not told; it was understood and refused.
    waiter.reject(new ApiError(422, answer.errorType, answer.error))
    return
  }
  const { data, warnings = [], infos = [], exemplars = [] } = answer
  waiter.resolve({ data, warnings, infos, exemplars: exemplars as readonly SeriesExemplars[] })
}

function onTheWire(question: BatchedQuestion): object {
  const { kind, query } = question
  if (kind === 'instant') return { kind, query, time: question.atMs / 1000 }
  const { fromMs, toMs, stepMs, exemplars } = question
  return {
    kind,
    query,
    start: fromMs / 1000,
    end: toMs / 1000,
    step: stepMs / 1000,
    ...(exemplars === true ? { exemplars } : {}),
  }
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let parts: string[] = []
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    const pieces = value.split('\n')
    parts.push(pieces[0]!)
    for (let i = 1; i < pieces.length; i++) {
      const line = parts.join('')
      if (line !== '') yield line
      parts = [pieces[i]!]
    }
  }
  const last = parts.join('')
  if (last !== '') yield last
}
