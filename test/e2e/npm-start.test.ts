/** What `npm start` starts, on an empty folder: Vedette and the shop that it watches, with visitors and a past; all of it ends together. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { ReferenceAnswer } from '@vedette/api'
import { describe, expect, it, type TestContext } from 'vitest'
import { SERVICE_PORTS } from '../../cloudcart/contracts/services.ts'
import { freePort } from '../../scripts/free-port.ts'
import { temporaryDirectory } from '../../server/testing/temporary-directory.ts'
import { ask, getJson } from './answers.ts'
import { until } from './until.ts'

const SCRIPT = fileURLToPath(new URL('../../scripts/start.ts', import.meta.url))

describe('npm start', () => {
  it('opens the shop, watches it, knows its past, and ends with it', async context => {
    await usualPorts(context)
    await using directory = await temporaryDirectory()
    const listen = `127.0.0.1:${await freePort()}`
    const said: string[] = []
    const child = spawn(
      process.execPath,
      [
        ...[SCRIPT, '--data', directory.path, '--listen', listen],
        ...['--otlp-http-listen', `127.0.0.1:${await freePort()}`, '--otlp-grpc-listen', 'off'],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], cwd: directory.path },
    )
    const kill = (): void => void child.kill('SIGKILL')
    process.once('exit', kill)
    const exited = once(child, 'exit')
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => said.push(String(chunk)))
    const value = async (query: string): Promise<number> => {
      const { result } = await ask<{ result: { value: [number, string] }[] }>(
        `http://${listen}`,
        `query?query=${encodeURIComponent(query)}`,
      )
      return Number(result[0]?.value[1] ?? Number.NaN)
    }
    try {
      await until(
        'all nine services are scraped',
        async () => (await value('count(up{job="cloudcart-services"} == 1)')) === 9,
        { everyMs: 500 },
      )
      await until(
        'visitors are counted',
        async () => (await value('sum(http_requests_total{service="api-gateway", generated=""})')) > 20,
        { everyMs: 500 },
      )
      await until('the past is there', async () => said.join('').includes('last two weeks are written'), {
        withinMs: 120_000,
      })
      expect(
        await value('sum(rate(http_requests_total{generated="true", service="api-gateway"}[1h] offset 1w))'),
      ).toBeGreaterThan(1)
      const reference = (await getJson(`http://${listen}/api/v1/reference`)) as ReferenceAnswer
      expect(reference.counts).toMatchObject({ 'label-drift': 0, 'type-drift': 0 })
      const page = await until('the storefront is built', async () => {
        const response = await fetch(`http://127.0.0.1:${SERVICE_PORTS['api-gateway']}/`)
        return response.ok && response.text()
      })
      expect(page).toMatch(/<script type="module"/)
    } catch (error) {
      throw new Error(`it said: ${said.join('').slice(-2000)}`, { cause: error })
    } finally {
      child.kill('SIGTERM')
      await exited
      process.off('exit', kill)
    }
    expect(child.exitCode).toBe(0)
    expect(await Promise.all(Object.values(SERVICE_PORTS).map(isTaken))).not.toContain(true)
  })
})

/** The shop's ports stand in the configuration that Vedette gets, so this needs them free. */
async function usualPorts(context: TestContext): Promise<void> {
  const taken = await Promise.all(Object.values(SERVICE_PORTS).map(isTaken))
  const port = Object.values(SERVICE_PORTS)[taken.indexOf(true)]
  if (port === undefined) return
  if (process.env.CI === 'true') throw new Error(`port ${port} is taken, and CI=true skips no test`)
  context.skip(`port ${port} is taken: does npm start run?`)
}

function isTaken(port: number): Promise<boolean> {
  return new Promise(done => {
    const socket = createConnection({ host: '127.0.0.1', port })
    const end = (taken: boolean) => () => {
      socket.destroy()
      done(taken)
    }
    socket.once('connect', end(true)).once('error', end(false))
  })
}
