/**
 * Stands in for Slack where no webhook is set: the worker's own address, so that the channel's HTTP is real, with a latency as it is to
 * the internet and a failure now and then.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Type } from 'typebox'
import { latencyFrom } from '../../../kit/far-away.ts'
import type { Kit } from '../../../kit/kit.ts'
import { Problem } from '../../../kit/problem.ts'

export const STAND_IN_PATH = '/stand-in/slack'

const FAILS = 0.005
const DISTANCE = { medianMs: 60, spread: 0.5, slowestMs: 900 }

export function addSlackStandIn({ app, signal }: Kit, chance: () => number = Math.random): void {
  app.post(
    STAND_IN_PATH,
    {
      config: { quiet: true },
      bodyLimit: 16_384,
      schema: { body: Type.Object({ text: Type.String({ minLength: 1, maxLength: 8_000 }) }) },
    },
    async (_request, reply) => {
      await pause(latencyFrom(DISTANCE, chance), undefined, { signal }).catch(() => {})
      if (chance() < FAILS) throw new Problem(503, 'stand_in_failed', 'Slack has a bad moment.')
      return reply.type('text/plain').send('ok')
    },
  )
}

/** Where it listens; the first events may come before it does. */
export async function standInUrl({ app, signal }: Kit): Promise<string> {
  if (!app.server.listening) await once(app.server, 'listening', { signal })
  const { family, address, port } = app.server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}${STAND_IN_PATH}`
}
