/**
 * A member of a group of the local event log, as a process of its own that a test can stop and kill. It writes a line of JSON when a
 * handler begins and when it ends; with `hold` each handler waits for a line on stdin. At SIGUSR2 it stops itself, between two transactions:
 * in the middle of one it would hold the file.
 */
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { openLocalLog } from '../kit/events/local-log.ts'

export interface MemberOptions {
  readonly file: string
  readonly group: string
  readonly topic: string
  readonly leaseMs: number
  readonly hold: boolean
}

const { file, group, topic, leaseMs, hold } = JSON.parse(process.argv[2]!) as MemberOptions
const say = (what: object): void => void process.stdout.write(`${JSON.stringify(what)}\n`)
const lines = createInterface({ input: process.stdin })
const note = (message: string): void => say({ note: message })

process.on('SIGUSR2', () => {
  say({ stops: true })
  process.kill(process.pid, 'SIGSTOP')
})

const log = openLocalLog({ file, leaseMs, log: { info: note, warn: note, error: note } })
await log.subscribe({
  group,
  topics: [topic],
  async handle({ id }) {
    say({ began: id })
    if (hold) await once(lines, 'line')
    say({ ended: id })
  },
})
say({ subscribed: true })
