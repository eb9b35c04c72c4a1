/**
 * What people do, as root spans: the trace of an order begins with the click on "Pay". Spans leave in batches, whoever takes them; when
 * nobody does they are dropped without a word.
 */
import { type EndedSpan, newIds, otlpOf, type SpanIds } from './span.ts'

export interface Click {
  readonly ids: SpanIds
  /** `failed`: the shop could not do it. */
  end(failed: boolean, attributes?: EndedSpan['attributes']): void
}

export interface Clicks {
  /** Names are few: what was done, not with what. */
  begin(name: string): Click
  /** Sends what waits, for instance because the page is being left. */
  flush(): void
}

export interface ClicksOptions {
  readonly send: (body: string) => Promise<unknown>
  readonly nowMs: () => number
  readonly after: (ms: number, work: () => void) => void
}

const MOST_WAITING = 200
/** Well below what the gateway takes at once. */
const BATCH = 50
const EVERY_MS = 1_500
const SLOWEST_MS = 60_000

export function createClicks({ send, nowMs, after }: ClicksOptions): Clicks {
  let waiting: EndedSpan[] = []
  let pauseMs = EVERY_MS
  let planned = false

  const flush = (): void => {
    planned = false
    const batch = waiting.slice(0, BATCH)
    waiting = waiting.slice(BATCH)
    if (batch.length === 0) return
    send(JSON.stringify(otlpOf(batch))).then(
      () => {
        pauseMs = EVERY_MS
      },
      () => {
        pauseMs = Math.min(pauseMs * 2, SLOWEST_MS)
      },
    )
    plan()
  }
  const plan = (): void => {
    if (planned || waiting.length === 0) return
    planned = true
    after(pauseMs, flush)
  }

  return {
    begin(name) {
      const ids = newIds()
      const startMs = nowMs()
      let ended = false
      return {
        ids,
        end(failed, attributes = {}) {
          if (ended) return
          ended = true
          waiting.push({ ...ids, name, startMs, endMs: nowMs(), failed, attributes })
          // The oldest go: what happens now matters more.
          if (waiting.length > MOST_WAITING) waiting.shift()
          plan()
        },
      }
    },
    flush,
  }
}
