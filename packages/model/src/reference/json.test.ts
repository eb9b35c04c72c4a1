import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { problemsAmong, readReference } from './document.ts'

function read(text: string) {
  return readReference(text, 'metrics.json')
}

describe('JSON', () => {
  it('gives every entry of a list', () => {
    const text = `[
  {"system": "shop", "service": "gateway", "name": "http.requests", "prom_name": "http_requests_total",
   "type": "counter", "labels": ["method"], "label_values": {"method": ["GET", "[{"]}, "help": "Requests."},

  {"name": "open_carts", "type": "Gauge", "labels": {}, "description": "Carts.", "group": "Carts"}
]`
    expect(read(text)).toEqual({
      metrics: [
        {
          name: 'http_requests_total',
          type: 'counter',
          labels: ['method'],
          help: 'Requests.',
          group: 'shop / gateway',
          file: 'metrics.json',
          line: 2,
        },
        {
          name: 'open_carts',
          type: 'gauge',
          labels: [],
          help: 'Carts.',
          group: 'Carts',
          file: 'metrics.json',
          line: 5,
        },
      ],
      problems: [],
    })
  })

  it('gives the list of an object', () => {
    const { metrics } = read('{"title": [1], "metrics": [{"name": "a_total"}]}')
    expect(metrics.map(({ name, type, labels }) => [name, type, labels])).toEqual([
      ['a_total', undefined, undefined],
    ])
  })

  it.each([
    ['{', /^no JSON: /],
    ['{"a": 1}', /^expected a list of metrics/],
    ['3', /^expected a list of metrics/],
    ['[3]', /^entry 1 is no object/],
    ['[{"name": 3}]', /^"" is no name of a metric$/],
    ['[{"__proto__": {"name": "a"}}]', /^"" is no name of a metric$/],
    ['[]', /^no metrics/],
  ])('says what is wrong with %s', (text, message) => {
    expect(read(text).problems).toEqual([
      expect.objectContaining({ message: expect.stringMatching(message) }),
    ])
  })

  it('bears anything', () => {
    fc.assert(fc.property(fc.json(), text => void read(text)))
    fc.assert(fc.property(fc.string(), text => void read(text)))
    read(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
  })
})

describe('problems among metrics', () => {
  it('are names twice in one group, and two types', () => {
    const { metrics } = readReference(
      `# A
|Metric|Type|
|-|-|
|a_total|counter|
|b|gauge|
|a_total|counter|
# B
|Metric|Type|
|-|-|
|a_total|counter|
|b|histogram|
`,
      'M.md',
    )
    expect(problemsAmong(metrics).map(({ line, kind, message }) => `${line} ${kind}: ${message}`)).toEqual([
      '6 duplicate: a_total stands twice in the same group, the first time in line 4',
      '11 contradiction: b is a histogram here and a gauge at M.md:5',
    ])
  })
})
