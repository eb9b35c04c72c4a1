import { describe, expect, it } from 'vitest'
import type { Target } from './dashboard.ts'
import { questionsOf, stepOfPanel } from './panel-question.ts'
import { panelOf } from './testing/panels.ts'
import { scopeOf } from './testing/scope-of.ts'

const JOB = { job: { text: 'a.b', value: ['a.b'], multi: true } }

function ask(target: Partial<Target>, panel: object = {}) {
  const targets = [{ refId: 'A', expr: 'x', ...target }]
  return questionsOf(panelOf(1, { targets, ...panel }), scopeOf(JOB), { width: 1_000 })[0]!
}

describe('the questions of a panel', () => {
  it('have their variables, their step and their range', () => {
    const question = ask({
      expr: 'rate(x{job=~"$job"}[$__rate_interval]) > $__interval_ms',
      legendFormat: '$job {{pod}}',
    })
    expect(question).toMatchObject({
      expr: 'rate(x{job=~"a\\\\.b"}[1m]) > 20000',
      stepMs: 20_000,
      fromMs: Date.UTC(2026, 10, 20, 9),
      toMs: Date.UTC(2026, 10, 20, 15),
      legendFormat: 'a.b {{pod}}',
      problem: undefined,
    })
  })

  it('are asked over the range, at its end, or both', () => {
    expect(ask({}).asks).toEqual(['range'])
    expect(ask({ instant: true, range: false }).asks).toEqual(['instant'])
    expect(ask({ instant: true, range: true }).asks).toEqual(['range', 'instant'])
  })

  it('are left out where they are hidden or empty', () => {
    const targets = [
      { refId: 'A', expr: 'a', hide: true },
      { refId: 'B', expr: '  ' },
      { refId: 'C' },
      { refId: 'D', expr: 'd' },
    ]
    const questions = questionsOf(panelOf(1, { targets }), scopeOf(), { width: 1_000 })
    expect(questions.map(({ refId }) => refId)).toEqual(['D'])
  })

  it('take intervals that are variables', () => {
    const scope = scopeOf({ least: { text: '5m', value: '5m' } })
    const targets = [{ refId: 'A', expr: 'x[$__interval]', interval: '$least' }]
    const panel = panelOf(1, { targets, interval: '[[least]]' })
    expect(questionsOf(panel, scope, { width: 1_000 })[0]).toMatchObject({ expr: 'x[5m]', stepMs: 300_000 })
    expect(stepOfPanel(panel, scope, 1_000).intervalMs).toBe(300_000)
    expect(ask({ interval: '$__rate_interval' }).stepMs).toBe(60_000)
  })

  it('say which interval can’t be read', () => {
    expect(ask({ interval: 'often' }).problem).toBe("The interval often can't be read")
    expect(ask({}, { interval: '$nothing' }).problem).toBe("The interval $nothing can't be read")
  })
})
