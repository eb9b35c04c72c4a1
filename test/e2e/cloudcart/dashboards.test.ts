/** Every panel of every dashboard that is shipped has something to show, on the shop and beside what stands for systems that the shop has not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { externalProgram } from '../../../server/testing/external-program.ts'
import { askingPanels, type Question, questionsOf, shipped } from '../../dashboards/shipped.ts'
import { ask } from '../answers.ts'
import { type ExposingTarget, startTarget } from '../exposing-target.ts'
import { until } from '../until.ts'
import { startBusyShop } from './busy-shop.ts'
import { elsewhere } from './elsewhere.ts'
import type { ObservedShop } from './observed-shop.ts'
import { admin, injections } from './rounds.ts'

const TROUBLE = 'answers only in trouble'

/** Panels of which a query may have no answer here, by dashboard. */
const SILENT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  vedette: {
    'Samples refused, by door and reason': TROUBLE,
    'Batches turned away, by reason': TROUBLE,
    Failures: TROUBLE,
    'Queries that failed, by reason': TROUBLE,
  },
  'chaos-service': { 'Faults over time': TROUBLE },
  'cloudcart-overview': { Faults: TROUBLE },
  'platform-business': { 'Against an hour before': 'the shop of this test is not an hour old' },
}

const ALL = shipped()
const QUESTIONS = ALL.flatMap(({ name, dashboard }) =>
  questionsOf(dashboard).map(({ panel, ...question }) => ({ name, title: panel.title, ...question })),
)

let watched: ObservedShop
let others: ExposingTarget
beforeAll(async () => {
  others = await startTarget(elsewhere(0))
  watched = await startBusyShop({
    moreJobs: `  - job_name: lynex\n    static_configs: [{ targets: ['${others.host}'] }]\n`,
  })
})
afterAll(async () => {
  await watched?.[Symbol.asyncDispose]()
  await others?.[Symbol.asyncDispose]()
})

describe('every panel of every dashboard', () => {
  it('has something to show', async context => {
    externalProgram(context, 'node-exporter')
    // A rate needs a step: what happened once before the first scrape is none.
    await injections(await admin(watched.gatewayUrl))
    const open = new Set(QUESTIONS.filter(({ name, title }) => SILENT[name]?.[title] === undefined))
    expect(open.size).toBeGreaterThan(200)
    let look = 0
    await until(
      'an answer to each question',
      async () => {
        others.expose(elsewhere(++look))
        await Promise.all(
          [...open].map(async question => {
            if (await isAnswered(question)) open.delete(question)
          }),
        )
        const silent = [...open].map(({ name, title, expr }) => `${name}, ${title}: ${expr}`)
        if (silent.length > 0) throw new Error(silent.join('\n'))
        return true
      },
      { withinMs: 90_000, everyMs: 1_000 },
    )
  })

  it('is asked, where it is excused, of a dashboard that has it', () => {
    for (const [name, panels] of Object.entries(SILENT)) {
      const found = ALL.find(dashboard => dashboard.name === name)
      const titles = found === undefined ? [] : askingPanels(found.dashboard).map(({ title }) => title)
      expect(titles).toEqual(expect.arrayContaining(Object.keys(panels)))
    }
  })
})

/** With a number, which what is divided by nothing is not, and with the labels that its lines are named by. */
async function isAnswered({ expr, named }: Pick<Question, 'expr' | 'named'>): Promise<boolean> {
  const { result } = await ask<{ result: { metric: Record<string, string>; value: [number, string] }[] }>(
    watched.vedetteUrl,
    `query?query=${encodeURIComponent(expr)}`,
  )
  return result.some(({ metric, value }) => value[1] !== 'NaN' && named.every(label => label in metric))
}
