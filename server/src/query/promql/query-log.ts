/**
 * What was asked and what it cost, one JSON object a line, in the shape of Prometheus's query log so that what reads that reads ours. Lines that
 * can't be written are counted, and said once; queries go on.
 */
import { createWriteStream, type WriteStream } from 'node:fs'
import { messageOf } from '../../errors.ts'
import type { Log } from '../../self/log.ts'
import { counter } from '../../self/metrics.ts'

const failures = counter(
  'vedette_query_log_failures_total',
  'Lines of the query log that could not be written.',
)

/** More waiting than this means that the disk does not keep up; lines are dropped and counted. */
const MOST_WAITING_BYTES = 8 * 2 ** 20

export interface QueryLog {
  write(entry: object): void
  close(): Promise<void>
}

export const NO_QUERY_LOG: QueryLog = { write: () => {}, close: async () => {} }

export function openQueryLog(path: string, log: Log): QueryLog {
  let stream: WriteStream | undefined = createWriteStream(path, { flags: 'a', mode: 0o640 })
  stream.on('error', error => {
    failures.inc()
    if (stream !== undefined) {
      log.error('The query log can no longer be written; queries go on without it', {
        file: path,
        reason: messageOf(error),
      })
    }
    stream = undefined
  })
  return {
    write(entry) {
      if (stream === undefined || stream.writableLength > MOST_WAITING_BYTES) failures.inc()
      else stream.write(`${JSON.stringify(entry)}\n`)
    },
    close: () =>
      new Promise(resolve => {
        if (stream === undefined) resolve()
        else stream.end(resolve)
      }),
  }
}
