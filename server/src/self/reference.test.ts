import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { REPOSITORY, serverSources } from '../../testing/server-sources.ts'
import { declaredMetrics, metricsReference } from './reference.ts'

describe('the reference of our own metrics', () => {
  it('reads what code declares', () => {
    const text = `
      const a = counter('a_total', 'As.')
      const b = counter<'x'>(
        'b_total',
        "It's " + \`a | b\`,
        ['x', 'y'],
      )
      gaugeOf('c', 'Cs.', () => size(c))
      histogram('d_seconds', 'Ds.', [0.1, 1], ['route'])
      counterOf('e_total', 'Es.', () => [1][0])
      export function counter<L extends string = never>(name: string) {}
      recounter('no', 'not one')
    `
    expect(declaredMetrics({ path: 'x.ts', text })).toMatchObject([
      { name: 'a_total', type: 'counter', help: 'As.', labels: [] },
      { name: 'b_total', type: 'counter', help: "It's a | b", labels: ['x', 'y'] },
      { name: 'c', type: 'gauge', help: 'Cs.', labels: [] },
      { name: 'd_seconds', type: 'histogram', help: 'Ds.', labels: ['route'] },
      { name: 'e_total', type: 'counter', help: 'Es.', labels: [] },
    ])
    expect(() => declaredMetrics({ path: 'x.ts', text: "counter('a_total', help)" })).toThrow(
      'x.ts: the metric',
    )
  })

  it('misses none: every call that declares a metric gives its name as a plain string', () => {
    for (const { path, text } of serverSources()) {
      if (
        path.startsWith('server/src/self/metrics.ts') ||
        !/self\/metrics\.ts'|from '\.\/metrics\.ts'/.test(text)
      )
        continue
      const calls =
        text.match(/(?<![.\w])(?:counter|counterOf|gauge|gaugeOf|histogram)(?:<[^>(]*>)?\(/g) ?? []
      expect(declaredMetrics({ path, text }), path).toHaveLength(calls.length)
    }
  })

  it('is what docs/reference/metrics.md says', () => {
    const page = readFileSync(join(REPOSITORY, 'docs/reference/metrics.md'), 'utf8')
    expect(
      page,
      'run: npm exec --silent -c "node scripts/metrics-reference.ts" > docs/reference/metrics.md',
    ).toBe(metricsReference(serverSources()))
  })

  it('has names as Prometheus wants them', () => {
    for (const { name, type, help } of serverSources().flatMap(declaredMetrics)) {
      expect(name).toMatch(/^(?:vedette|process|nodejs)_[a-z0-9_]+$/)
      expect(name.endsWith('_total'), name).toBe(type === 'counter')
      expect(help, name).toMatch(/\.$/)
    }
  })
})
