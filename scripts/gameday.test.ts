/** What `npm run gameday` says before it breaks anything. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const SCRIPT = fileURLToPath(new URL('./gameday.ts', import.meta.url))

let running: Server
let url: string
beforeAll(async () => {
  running = createServer((_, reply) => reply.end('fine')).listen(0, '127.0.0.1')
  await once(running, 'listening')
  url = `http://127.0.0.1:${(running.address() as AddressInfo).port}`
})
afterAll(() => running.close())

function gameday(...args: string[]): Promise<{ code: number; out: string }> {
  return new Promise(done => {
    const child = execFile(process.execPath, [SCRIPT, ...args], (_, out) =>
      done({ code: child.exitCode!, out }),
    )
  })
}

describe('npm run gameday', () => {
  it('refuses to play faster where it does not set the pace of the scrapes', async () => {
    const { code, out } = await gameday(
      'payment-outage',
      '--scale',
      '0.5',
      '--gateway',
      url,
      '--vedette',
      url,
    )
    expect(out).toBe(
      `--scale: ${url} scrapes at its own pace, so the game there lasts as long as its story; --own plays faster\n`,
    )
    expect(code).toBe(2)
  })

  it('says what it does not know', async () => {
    const [scale, name] = await Promise.all([
      gameday('payment-outage', '--own', '--scale', 'fast'),
      gameday('doomsday'),
    ])
    expect(scale).toEqual({ code: 2, out: '--scale is fast: a number above 0, 10 at most, is expected\n' })
    expect(name.out).toMatch(/^there is no game day doomsday; there are: bad-deployment, /)
    expect(name.code).toBe(2)
  })
})
