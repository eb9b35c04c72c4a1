/**
 * A load of remote write from several connections at once, that remembers which samples were acknowledged. Every sample of the load has a
 * time and a value of its own, so what is found again can be told apart from everything else.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { type Exported, type ExportedValue, seriesName } from './exported.ts'
import { type WriteAnswer, type WrittenSeries, write } from './remote-write.ts'

export interface WriteLoadOptions {
  readonly url: string
  readonly metric: string
  readonly connections: number
  readonly seriesPerRequest?: number
  readonly samplesPerSeries?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Between two requests of a connection. */
  readonly pauseMs?: number
  /** Told of each answer that is no success. */
  readonly onRefused?: (answer: WriteAnswer) => void
}

export interface WriteLoad {
  /** By series: what the senders were told is stored, until now. */
  acknowledged(): Exported
  readonly acknowledgedCount: number
  /** Requests without an answer, or with one that is no success. */
  readonly failedCount: number
  /** Resolves when no request is under way any more. */
  stop(): Promise<void>
}

const START_MS = Date.now() - 3_000_000

/** Goes on until it is stopped: what failed is given up, not sent again, so that only an acknowledgement makes a promise. */
export function startWriteLoad(options: WriteLoadOptions): WriteLoad {
  const { url, metric, connections, seriesPerRequest = 50, samplesPerSeries = 4 } = options
  const acknowledged = new Map<string, Map<number, ExportedValue>>()
  let acknowledgedCount = 0
  let failedCount = 0
  let stopped = false

  async function send(connection: number): Promise<void> {
    for (let request = 0; !stopped; request++) {
      const series = requestOf(connection, request)
      try {
        const answer = await write(url, series, options.headers)
        if (answer.status === 204) {
          note(series)
          if (options.pauseMs !== undefined) await pause(options.pauseMs)
          continue
        }
        options.onRefused?.(answer)
      } catch {
        // Killed in the middle, or not there.
      }
      failedCount++
      await pause(20)
    }
  }

  function requestOf(connection: number, request: number): WrittenSeries[] {
    return Array.from({ length: seriesPerRequest }, (_, i) => ({
      labels: { __name__: metric, connection: String(connection), series: String(i) },
      samples: Array.from({ length: samplesPerSeries }, (_, j) => {
        const nth = request * samplesPerSeries + j
        // Whole and broken values, large and small: each way of keeping them is in it.
        const value = nth % 3 === 0 ? nth * 1000 + i : (nth + 1) / (i + 3) + connection * 1e6
        return [START_MS + nth, value] as const
      }),
    }))
  }

  function note(series: readonly WrittenSeries[]): void {
    for (const { labels, samples } of series) {
      const name = seriesName(labels)
      const known = acknowledged.get(name) ?? new Map<number, ExportedValue>()
      acknowledged.set(name, known)
      for (const [timeMs, value] of samples) known.set(timeMs, value)
      acknowledgedCount += samples.length
    }
  }

  const senders = Promise.all(Array.from({ length: connections }, (_, i) => send(i)))
  return {
    acknowledged: () => new Map([...acknowledged].map(([name, samples]) => [name, new Map(samples)])),
    get acknowledgedCount() {
      return acknowledgedCount
    },
    get failedCount() {
      return failedCount
    },
    async stop() {
      stopped = true
      await senders
    },
  }
}
