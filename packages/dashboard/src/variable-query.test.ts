import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scopeOf } from './testing/scope-of.ts'
import {
  foundMetrics,
  foundSamples,
  foundSeries,
  queryText,
  questionOf,
  variableQuestion,
} from './variable-query.ts'

describe('what a variable asks', () => {
  it.each([
    ['label_names()', { asks: 'label-names' }],
    ['label_names(http)', { asks: 'label-names', selector: '{__name__=~".*http.*"}' }],
    ['label_values(job)', { asks: 'label-values', label: 'job' }],
    ['label_values({}, job)', { asks: 'label-values', label: 'job' }],
    ['label_values(up, job)', { asks: 'label-values', label: 'job', selector: 'up' }],
    ['label_values(up,job) ', { asks: 'label-values', label: 'job', selector: 'up' }],
    [
      'label_values(\n  up{a="b,c"},\n  job\n)',
      { asks: 'label-values', label: 'job', selector: 'up{a="b,c"}' },
    ],
    ['label_values(up, "service.name")', { asks: 'label-values', label: 'service.name', selector: 'up' }],
    ['metrics(node_.*)', { asks: 'metric-names', pattern: 'node_.*' }],
    ['query_result(topk(5, up))', { asks: 'query', expr: 'topk(5, up)' }],
    ['up{job="a"}', { asks: 'series', selector: 'up{job="a"}' }],
    ['label_values(up{a="b,c"})', { asks: 'series', selector: 'label_values(up{a="b,c"})' }],
    ['', { asks: 'nothing' }],
    ['query_result()', { asks: 'nothing' }],
    ['label_values()', { asks: 'nothing' }],
  ])('%s', (text, question) => {
    expect(questionOf(text)).toEqual(question)
  })

  it('has its variables put in', () => {
    const scope = scopeOf({ ns: { text: ['a.b', 'c'], value: ['a.b', 'c'], multi: true } })
    const query = 'label_values(up{ns=~"$ns"}, pod)'
    const question = { asks: 'label-values', label: 'pod', selector: 'up{ns=~"(a\\\\.b|c)"}' }
    expect(variableQuestion({ name: 'pod', type: 'query', query }, scope)).toEqual(question)
    expect(variableQuestion({ name: 'pod', type: 'query', query: { query, qryType: 1 } }, scope)).toEqual(
      question,
    )
    const ranged = { name: 'x', type: 'query', query: 'query_result(max_over_time(up[$__range]))' }
    expect(variableQuestion(ranged, scope)).toEqual({ asks: 'query', expr: 'max_over_time(up[21600s])' })
  })

  it.each([
    [{ qryType: 0 }, 'label_names()'],
    [{ qryType: 0, match: 'up' }, 'label_names(up)'],
    [{ qryType: 1, label: 'job' }, 'label_values(job)'],
    [
      { qryType: 1, label: 'job', metric: 'up', labelFilters: [{ label: 'a', op: '=', value: 'b' }] },
      'label_values(up{a="b"}, job)',
    ],
    [{ qryType: 2, metric: 'up' }, 'metrics(up)'],
    [{ qryType: 3, varQuery: 'a\n+ b' }, 'query_result(a+ b)'],
    [{ qryType: 4, seriesQuery: 'up' }, 'up'],
    [{ qryType: 5, classicQuery: 'label_values(x)' }, 'label_values(x)'],
    [{ expr: 'label_values(x)' }, 'label_values(x)'],
    [{ query: 7 }, ''],
    [undefined, ''],
    [null, ''],
  ])('%j is %s', (query, text) => {
    expect(queryText(query as never)).toBe(text)
  })

  it('can be any text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('label_values', 'metrics', '(', ')', ',', ' ', 'up', '{', '}', '"', '\n'))
        .map(parts => parts.join('')),
    )
    fc.assert(fc.property(texts, text => void questionOf(text)))
  })
})

describe('what its answer offers', () => {
  it('is a series with its value, for a regular expression to take apart', () => {
    const metric = { __name__: 'up', job: 'a', ns: 'b' }
    expect(
      foundSamples({ resultType: 'vector', result: [{ metric, value: [1_700_000_000.5, '1'] }] }),
    ).toEqual([{ text: 'up{job="a",ns="b"} 1 1700000000500', value: 'up{job="a",ns="b"} 1 1700000000500' }])
    expect(foundSamples({ resultType: 'vector', result: [{ metric: {} }] })).toEqual([])
    expect(foundSamples({ resultType: 'scalar', result: [0, '4'] })).toEqual([{ text: '4', value: '4' }])
    expect(foundSeries([metric])[0]!.value).toBe('up{job="a",ns="b"}')
  })

  it('is the names in which the pattern finds something', () => {
    expect(foundMetrics(['node_load1', 'up'], 'load').found).toEqual([
      { text: 'node_load1', value: 'node_load1' },
    ])
    expect(foundMetrics(['up'], '(').problem).toBe('metrics((): that is no regular expression')
  })
})
