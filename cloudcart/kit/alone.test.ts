import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const CHAOS = fileURLToPath(new URL('../services/chaos-service/src/main.ts', import.meta.url))

/** What a service says that can't start. */
async function lastWords(env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(process.execPath, [CHAOS], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  return text(child.stderr)
}

describe.concurrent('a service that cannot start', () => {
  it('says which port is taken', async () => {
    await using server = createServer().listen(0, '127.0.0.1')
    await new Promise(done => server.once('listening', done))
    const { port } = server.address() as AddressInfo
    expect(await lastWords({ PORT: String(port) })).toBe(
      `chaos-service: port ${port} is taken by another program; PORT=... makes it listen elsewhere\n`,
    )
  })

  it('says what is wrong with its settings, or its database', async () => {
    expect(await lastWords({ PORT: 'high' })).toBe(
      'chaos-service: PORT is "high": a whole number from 0 to 65535 is expected\n',
    )
    expect(await lastWords({ PORT: '0', DATABASE_URL: 'mysql://here' })).toBe(
      'chaos-service: the URL of the database must begin with postgres://\n',
    )
  })
})
