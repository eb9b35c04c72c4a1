/** All game days, five times as fast as their stories: each must be seen in metrics, traces, log lines and by its alert, and be over afterwards. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adminFaults } from '../../../cloudcart/gameday/admin-faults.ts'
import { observe } from '../../../cloudcart/gameday/observe.ts'
import { lineOf, play } from '../../../cloudcart/gameday/play.ts'
import { GAME_DAYS } from '../../../cloudcart/scenarios/index.ts'
import { ask } from '../answers.ts'
import { until } from '../until.ts'
import { type ObservedShop, startObservedShop } from './observed-shop.ts'

const SCALE = 0.2

let watched: ObservedShop
beforeAll(async () => {
  watched = await startObservedShop({ rate: 40 })
  await until(
    'orders that are paid',
    async () => (await value('sum(rate(order_payments_processed_total[10s]))')) > 0,
    {
      withinMs: 60_000,
      everyMs: 500,
    },
  )
})
afterAll(() => watched?.[Symbol.asyncDispose]())

describe.each(Object.entries(GAME_DAYS))('%s', (_, { scenario, expected }) => {
  it('is seen, and is over again', async context => {
    const { gatewayUrl, vedetteUrl, receiver, password } = watched
    const said: string[] = []
    const { results } = await play(scenario, expected, {
      faults: await adminFaults(gatewayUrl, password),
      observed: observe({
        vedetteUrl,
        window: '10s',
        spans: () => receiver.spans,
        lines: () => receiver.logs,
      }),
      scale: SCALE,
      say: line => void said.push(line),
      signal: context.signal,
    })
    expect(results.filter(({ outcome }) => outcome !== 'seen').map(lineOf), said.join('\n')).toEqual([])
  })
})

async function value(query: string): Promise<number> {
  const { result } = await ask<{ result: { value: [number, string] }[] }>(
    watched.vedetteUrl,
    `query?query=${encodeURIComponent(query)}`,
  )
  return Number(result[0]?.value[1] ?? Number.NaN)
}
