import { createServer } from 'node:http'
import { recordOf } from '@vedette/model'
import { afterEach, describe, expect, it } from 'vitest'
import { httpClientConfig } from '../../../../testing/http-client-config.ts'
import { listen } from '../../../../testing/loopback.ts'
import type { Discovery } from '../../../config/prometheus/types.ts'
import { SILENT_LOG } from '../../../self/log.ts'
import { createJobDiscovery } from './jobs.ts'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

type Addresses = Record<string, string[]>

function start() {
  let latest: Addresses = {}
  let waiting: (() => void)[] = []
  const seen: Addresses[] = []
  const jobs = createJobDiscovery({
    log: SILENT_LOG,
    onDiscoveries(discoveries) {
      latest = {}
      for (const [job, groups] of discoveries) {
        latest[job] = groups.flatMap(group =>
          group.targets.map(target => recordOf(target.discovered).__address__!),
        )
      }
      seen.push(latest)
      for (const look of waiting.splice(0)) look()
    },
  })
  cleanups.push(jobs.stop)
  const until = async (expected: Addresses): Promise<void> => {
    while (JSON.stringify(latest) !== JSON.stringify(expected)) {
      await new Promise<void>(resolve => waiting.push(resolve))
    }
    waiting = []
  }
  return { jobs, until, seen }
}

function fixed(...targets: string[]): Discovery {
  return { kind: 'static', configs: [{ targets, labels: {} }] }
}

describe('createJobDiscovery', () => {
  it('gives the targets of all jobs and follows the configuration', async () => {
    const { jobs, until } = start()
    await jobs.apply([
      { jobName: 'a', discoveries: [fixed('a:1')] },
      { jobName: 'b', discoveries: [fixed('b:1')] },
    ])
    await until({ a: ['a:1'], b: ['b:1'] })
    await jobs.apply([{ jobName: 'b', discoveries: [fixed('b:2')] }])
    await until({ b: ['b:2'] })
    await jobs.apply([{ jobName: 'b', discoveries: [] }])
    await until({ b: [] })
  })

  it('leaves alone what did not change, and keeps targets until the new ones are known', async () => {
    let asked = 0
    const answers: (() => void)[] = []
    const arrived: (() => void)[] = []
    const server = await listen(
      createServer((request, response) => {
        asked++
        const send = (): void => {
          response.writeHead(200, { 'content-type': 'application/json' })
          response.end(JSON.stringify([{ targets: [`${request.url!.slice(1)}:1`] }]))
        }
        if (request.url === '/slow') answers.push(send)
        else send()
        for (const tell of arrived.splice(0)) tell()
      }),
    )
    cleanups.push(server.close)
    const http = (path: string): Discovery => ({
      kind: 'http',
      url: `http://${server.host}/${path}`,
      refreshIntervalMs: 3_600_000,
      http: httpClientConfig(),
    })
    const { jobs, until, seen } = start()
    await jobs.apply([{ jobName: 'a', discoveries: [http('first')] }])
    await until({ a: ['first:1'] })
    await jobs.apply([
      { jobName: 'a', discoveries: [http('first')] },
      { jobName: 'b', discoveries: [fixed('b:1')] },
    ])
    await until({ a: ['first:1'], b: ['b:1'] })
    expect(asked).toBe(1)
    const slow = new Promise<void>(resolve => arrived.push(resolve))
    await jobs.apply([
      { jobName: 'a', discoveries: [http('slow')] },
      { jobName: 'b', discoveries: [fixed('b:2')] },
    ])
    await slow
    await until({ a: ['first:1'], b: ['b:2'] })
    answers[0]!()
    await until({ a: ['slow:1'], b: ['b:2'] })
    expect(seen.every(({ a }) => a === undefined || a.length === 1)).toBe(true)
  })
})
