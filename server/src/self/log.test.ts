import { describe, expect, it } from 'vitest'
import { createLog, type LogOptions } from './log.ts'

function lines(options: Partial<LogOptions>, speak: (log: ReturnType<typeof createLog>) => void): string[] {
  const written: string[] = []
  speak(
    createLog({
      level: 'info',
      format: 'text',
      write: line => void written.push(line),
      nowMs: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6),
      ...options,
    }),
  )
  return written
}

describe('the log', () => {
  it('writes a line to read on a terminal', () => {
    expect(lines({}, log => log.room('store').warn('the disk is full', { free: 0, path: '/data' }))).toEqual([
      '03:04:05.006 warn  store: the disk is full free=0 path="/data"\n',
    ])
  })

  it('writes JSON for machines, without what is not there', () => {
    const [line] = lines({ format: 'json' }, log =>
      log.info('ready', { room: undefined, rows: 3n, reason: new Error('why') }),
    )
    expect(JSON.parse(line!)).toEqual({
      timestamp: '2026-01-02T03:04:05.006Z',
      level: 'info',
      message: 'ready',
      rows: '3',
      reason: 'why',
    })
  })

  it('keeps to its level', () => {
    expect(lines({ level: 'error' }, log => log.warn('not worth a line'))).toEqual([])
  })
})
