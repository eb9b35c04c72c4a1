import { expect, it } from 'vitest'
import { DatabaseError } from './database.ts'
import { onceReachable } from './patience.ts'

function listening() {
  const lines: string[] = []
  const log = { warn: (line: string) => void lines.push(line), info: (line: string) => void lines.push(line) }
  return { lines, log }
}

const away = () => new DatabaseError('unreachable', 'database or disk is full')

it('waits for a database that is away, as often as it takes, and says so once', async () => {
  const { lines, log } = listening()
  let left = 7
  const work = async () => {
    if (left-- > 0) throw away()
    return 'done'
  }
  const { signal } = new AbortController()
  expect(await onceReachable(work, { log, signal, pauseMs: 0 })).toBe('done')
  expect(lines).toEqual(['events wait for the database', 'the database is back; events are handled again'])
})

it('leaves to others what is wrong with the work itself', async () => {
  const { lines, log } = listening()
  const { signal } = new AbortController()
  for (const wrong of [new DatabaseError('unique', 'there already'), new TypeError('a mistake')]) {
    const work = () => Promise.reject(wrong)
    await expect(onceReachable(work, { log, signal })).rejects.toBe(wrong)
  }
  expect(lines).toEqual([])
})

it('ends when nobody wants it any more', async () => {
  const { log } = listening()
  const leaving = new AbortController()
  const wrong = away()
  const waiting = onceReachable(() => Promise.reject(wrong), { log, signal: leaving.signal, pauseMs: 60_000 })
  leaving.abort(new Error('the service stops'))
  await expect(waiting).rejects.toBe(wrong)
})
