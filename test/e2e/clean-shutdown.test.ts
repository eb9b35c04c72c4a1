/** SIGTERM in the middle of everything: what was acknowledged is stored, who is turned away is told so, and the process ends by itself. */
import { describe, expect, it } from 'vitest'
import { exported, missing } from './exported.ts'
import type { WriteAnswer } from './remote-write.ts'
import { until } from './until.ts'
import { startVedette } from './vedette-process.ts'
import { startWriteLoad } from './write-load.ts'

describe('SIGTERM', () => {
  it('under load stores what was acknowledged, and ends with code 0', async () => {
    await using vedette = await startVedette()
    const refused: WriteAnswer[] = []
    const load = startWriteLoad({
      url: vedette.url,
      metric: 'shutdown',
      connections: 8,
      onRefused: answer => refused.push(answer),
    })
    for (let round = 0; round < 3; round++) {
      const goal = load.acknowledgedCount + 8_000
      await until('some load', () => load.acknowledgedCount >= goal, { everyMs: 5 })
      const startedMs = performance.now()
      await vedette.stop()
      // The deadline is 30 s, but nothing stands in the way here.
      expect(performance.now() - startedMs).toBeLessThan(30_000)
      const acknowledged = load.acknowledged()
      await vedette.start()
      expect(missing(acknowledged, await exported(vedette.url, 'shutdown'))).toEqual([])
    }
    await load.stop()
    for (const { status, text, retryAfter } of refused) {
      expect([status, text]).toEqual([503, expect.stringMatching(/stopping|shutting down/)])
      expect(Number(retryAfter)).toBeGreaterThan(0)
    }
    expect(vedette.log.filter(({ level }) => level === 'error')).toEqual([])
  })

  it('does not wait for clients that keep their connections and say nothing', async () => {
    await using vedette = await startVedette({ env: { VEDETTE_SHUTDOWN_DEADLINE: '2s' } })
    const body = new ReadableStream({ start: controller => controller.enqueue(Buffer.from('never ending')) })
    const slow = fetch(`${vedette.url}/api/v1/write`, {
      method: 'POST',
      body,
      duplex: 'half',
    }).catch((error: unknown) => error)
    await until('the request to be under way', async () =>
      (await fetch(`${vedette.url}/metrics`).then(response => response.text())).includes(
        'vedette_http_requests_in_flight 2',
      ),
    )
    await vedette.stop()
    await slow
  })
})
