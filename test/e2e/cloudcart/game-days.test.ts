/** All game days, five times as fast as their stories: each must be seen in metrics, traces, log lines and by its alert, and be over afterwards. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { adminFaults } from '../../../cloudcart/gameday/admin-faults.ts'
import { observe } from '../../../cloudcart/gameday/observe.ts'
import { lineOf, play } from '../../../cloudcart/gameday/play.ts'
import { collectGarbage } from '../../../cloudcart/kit/collect-garbage.ts'
import { GAME_DAYS } from '../../../cloudcart/scenarios/index.ts'
import { ask } from '../answers.ts'
import { until } from '../until.ts'
import { type ObservedShop, startObservedShop } from './observed-shop.ts'

const SCALE = 0.2
/** Twelve seconds for a failure to be scraped twice are enough, unless other tests have the processor. */
const PATIENCE = 2

let watched: ObservedShop
beforeAll(async () => {
  watched = await startObservedShop({ rate: 16 })
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
// The shop runs in this process: what one game leaves in it would look like the leak of the next.
afterEach(() => {
  watched.receiver.clear()
  watched.lines.length = 0
})

describe.each(Object.entries(GAME_DAYS))('%s', (name, { scenario, expected }) => {
  it('is seen, and is over again', async context => {
    using _ = name === 'memory-leak' ? collectingGarbage() : undefined
    const { gatewayUrl, vedetteUrl, receiver, lines, password } = watched
    const said: string[] = []
    const { results } = await play(scenario, expected, {
      faults: await adminFaults(gatewayUrl, password),
      observed: observe({
        vedetteUrl,
        windowSeconds: 10,
        collected: {
          spans: receiver.spans,
          logs: receiver.logs,
          clear() {
            receiver.clear()
            lines.length = 0
          },
        },
      }),
      scale: SCALE,
      patience: PATIENCE,
      say: line => void said.push(line),
      signal: context.signal,
    })
    expect(results.filter(({ outcome }) => outcome !== 'seen').map(lineOf), said.join('\n')).toEqual([])
  }, 600_000)
})

async function value(query: string): Promise<number> {
  const { result } = await ask<{ result: { value: [number, string] }[] }>(
    watched.vedetteUrl,
    `query?query=${encodeURIComponent(query)}`,
  )
  return Number(result[0]?.value[1] ?? Number.NaN)
}

/** The heap of this process is mostly the tests' own, and what nothing frees shows only right after a collection. */
function collectingGarbage(): Disposable {
  collectGarbage()
  const timer = setInterval(collectGarbage, 2_000)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
