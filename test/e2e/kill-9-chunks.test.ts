/** Days are turned into chunks while late samples come and the process is killed: what was acknowledged is in every answer, from chunks or rows. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../server/src/config/index.ts'
import { SILENT_LOG } from '../../server/src/self/log.ts'
import { openStore } from '../../server/src/store/open-store.ts'
import { NO_ABORT, named } from '../../server/testing/selections-fixture.ts'
import { temporaryDirectory } from '../../server/testing/temporary-directory.ts'
import { until } from './until.ts'

const CHILD = fileURLToPath(new URL('chunks-under-fire.ts', import.meta.url))
const ROUNDS = 3
const SERIES = 50

/** Runs the process until it has written so much and has read days from chunks, then kills it. */
async function underFire(
  data: string,
  batches: number,
  acknowledged: Map<number, Set<number>>,
): Promise<void> {
  const child = spawn(process.execPath, [CHILD, data], { stdio: ['ignore', 'pipe', 'inherit'] })
  let count = 0
  let wereChunked = false
  for await (const line of createInterface(child.stdout)) {
    const [timeMs, value, chunked] = line.split(' ').map(Number) as [number, number, number]
    const values = acknowledged.get(timeMs) ?? new Set()
    acknowledged.set(timeMs, values.add(value))
    if (chunked > 0) wereChunked = true
    if (++count >= batches && wereChunked && child.signalCode === null) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  expect([child.signalCode, wereChunked]).toEqual(['SIGKILL', true])
}

describe('kill -9 while days are turned into chunks', () => {
  it('loses nothing that was acknowledged, and answers with nothing that is gone', async () => {
    await using directory = await temporaryDirectory()
    const acknowledged = new Map<number, Set<number>>()
    for (let round = 0; round < ROUNDS; round++) await underFire(directory.path, 8 + round * 4, acknowledged)

    const { config } = loadConfig({ flags: { data: directory.path }, env: {}, cwd: '/' })
    const store = await openStore(config, SILENT_LOG, Date.now, {
      firstMs: 0,
      everyMs: 20,
      graceMs: 0,
      againMs: 0,
    })
    try {
      const ask = async (): Promise<{ way: string; found: Map<number, number>[] }> => {
        const range = { fromMs: Math.min(...acknowledged.keys()), toMs: Math.max(...acknowledged.keys()) }
        const request = { matchers: named('under_fire'), ...range, windows: undefined }
        const selection = await store.metrics.openSelection('default', request, NO_ABORT)
        const found: Map<number, number>[] = []
        await selection.read((index, { timesMs, values, valuesAt, count }) => {
          const i = Number(selection.labels[index]!.find(({ name }) => name === 'i')!.value)
          found.push(
            new Map(Array.from({ length: count }, (_, k) => [timesMs[k]!, values[valuesAt + k]! - i])),
          )
        }, NO_ABORT)
        selection.close()
        return { way: selection.cost.way, found }
      }
      const atOnce = await ask()
      const later = await until('all days read from chunks', async () => {
        const answer = await ask()
        return answer.way === 'chunks' && answer
      })
      expect(later.found).toEqual(atOnce.found)
      expect(later.found).toHaveLength(SERIES)
      for (const series of later.found) {
        const wrong = [...acknowledged].filter(([timeMs, values]) => !values.has(series.get(timeMs)!))
        expect(wrong).toEqual([])
      }
    } finally {
      await store.close(5_000)
    }
  })
})
