import { describe, expect, it } from 'vitest'
import {
  type ComparisonOptions,
  compareReference,
  explainReference,
  familyFinder,
  possibleNames,
} from './compare.ts'
import { readReference } from './document.ts'
import { distinctMetadata, familiesOf, type SeenMetadata, type SeenMetric } from './families.ts'

/** `name label label`. */
function seen(...lines: string[]): SeenMetric[] {
  return lines.map(line => {
    const [name = '', ...labels] = line.split(' ')
    return { name, labels: ['__name__', 'job', 'instance', ...labels], series: 2, lastMs: 1000 }
  })
}

/** `name type`, of a source that is there; with a third word of one that is not. */
function said(...lines: string[]): SeenMetadata[] {
  return lines.map(line => {
    const [family = '', type = '', gone] = line.split(' ')
    return {
      family,
      type: type as SeenMetadata['type'],
      help: `Help of ${family}.`,
      current: gone === undefined,
    }
  })
}

function compare(rows: string[], there: SeenMetric[], metadata: SeenMetadata[], options?: ComparisonOptions) {
  const { metrics } = readReference(`|Metric|Type|Labels|\n|-|-|-|\n${rows.join('\n')}`, 'M.md')
  return compareReference(metrics, familiesOf(there, metadata), options).map(each =>
    [each.name, each.status, explainReference(each)].filter(part => part !== '').join(': '),
  )
}

describe('families', () => {
  it('fold the series of histograms and summaries, and count what they cost', () => {
    const families = familiesOf(
      seen(
        'h_bucket le a',
        'h_sum a',
        'h_count a',
        'h_created a',
        's quantile',
        's_sum',
        's_count',
        'g_count',
      ),
      said('h histogram', 's summary', 'g gauge'),
    )
    expect(families).toMatchObject([
      { name: 'h', types: ['histogram'], series: 8, labels: ['a', 'instance', 'job', 'le'], lastMs: 1000 },
      { name: 's', types: ['summary'], series: 6 },
      { name: 'g_count', types: [], series: 2 },
      { name: 'g', types: ['gauge'], series: 0, help: 'Help of g.' },
    ])
  })

  it('do without metadata where labels tell enough', () => {
    const families = familiesOf(seen('h_bucket le', 'h_sum', 'h_count', 's quantile', 's_sum', 'x_sum'), [])
    expect(families.map(({ name, types }) => [name, ...types])).toEqual([
      ['h', 'histogram'],
      ['s', 'summary'],
      ['x_sum'],
    ])
  })

  it('know the counters of OpenMetrics by the name of their series', () => {
    const families = familiesOf(seen('a_total', 'a_created', 'b_info'), said('a counter', 'b info'))
    expect(families.map(({ name, types, series }) => [name, types.join(), series])).toEqual([
      ['a_total', 'counter', 4],
      ['b_info', 'info', 2],
    ])
  })
})

describe('a comparison', () => {
  it('judges every metric', () => {
    expect(
      compare(
        [
          '|good_total|counter|method|',
          '|waits_total|counter|reason|',
          '|gone_total|counter|-|',
          '|turned|gauge|-|',
          '|labels_total|counter|method, status, service|',
        ],
        seen('good_total method', 'turned', 'labels_total method code le', 'stray', 'up'),
        said('good_total counter', 'waits_total counter', 'turned counter', 'labels_total counter'),
      ),
    ).toEqual([
      'good_total: ok',
      'waits_total: idle: is declared and has no series yet',
      'gone_total: missing: is documented and not there',
      'turned: type-drift: is documented as a gauge and is a counter',
      'labels_total: label-drift: never has the documented labels status, service and has the undocumented label code',
      'stray: undocumented: is there (type unknown, 2 series) and not documented',
    ])
  })

  it.each([
    ['|requests|counter||', 'requests_total', 'requests_total counter'],
    ['|requests_total|counter||', 'requests', 'requests counter'],
    ['|requests_total|counter||', 'requests_total', 'requests counter'],
    ['|build|info||', 'build_info', 'build info'],
    ['|http.requests|counter||', 'http_requests_total', 'http_requests_total counter'],
    ['|http.duration|gauge||', 'http_duration_seconds', 'http_duration_seconds gauge'],
    ['|h_count|counter||', 'h_count', 'h histogram'],
    ['|h_bucket|||', 'h_bucket le', 'h histogram'],
    ['|a_*|counter||', 'a_b', 'a_b gauge'],
    ['|a|unknown||', 'a', 'a gauge'],
    ['|a|gauge||', 'a', 'a unknown'],
    ['|a|gauge|any|', 'a b c', 'a gauge'],
    ['|a|gauge|le, job, b|', 'a b', 'a gauge'],
    ['|a|gauge|http.method|', 'a http_method', 'a gauge'],
  ])('finds what %s means in %s', (row, series, metadata) => {
    expect(compare([row], seen(series), said(metadata)).map(each => each.split(': ')[1])).toEqual(['ok'])
  })

  it('does not take x_total for the gauge x', () => {
    expect(compare(['|x_total|counter||'], seen('x'), said('x gauge'))).toEqual([
      'x_total: missing: is documented and not there',
      'x: undocumented: is there (gauge, 2 series) and not documented',
    ])
  })

  it('tells of an undocumented metric which labels a document would have to name', () => {
    const { metrics } = readReference('|Metric|Type|Labels|\n|-|-|-|\n|b|gauge||', 'M.md')
    const families = familiesOf(seen('a env code le job'), said('a gauge'))
    expect(compareReference(metrics, families, { targetLabels: ['env'] })).toMatchObject([
      { name: 'b', status: 'missing', extraLabels: [] },
      { name: 'a', status: 'undocumented', extraLabels: ['code'] },
    ])
  })

  it('minds neither ignored labels nor those of targets', () => {
    const row = ['|a|gauge|tenant|']
    const there = seen('a env zone otel_scope_name exported_job')
    const options = { ignoreLabels: ['tenant'], targetLabels: ['env', 'zone'] }
    expect(compare(row, there, said('a gauge'), options)).toEqual(['a: ok'])
    expect(compare(row, there, said('a gauge'))).toEqual([
      'a: label-drift: never has the documented label tenant and has the undocumented labels env, zone',
    ])
  })

  it('takes the labels of all places that document one name together', () => {
    const rows = ['|a|gauge|x|', '|a|gauge|y|']
    expect(compare(rows, seen('a x y'), said('a gauge'))).toEqual(['a: ok'])
  })

  it('believes what is said now over what was ever said', () => {
    const row = ['|a|counter||']
    expect(compare(row, seen('a'), said('a counter gone', 'a gauge gone'))).toEqual(['a: ok'])
    expect(compare(row, seen('a'), said('a counter gone', 'a gauge'))).toEqual([
      'a: type-drift: is documented as a counter and is a gauge',
    ])
    expect(compare(row, seen('a'), said('a counter', 'a gauge'))).toEqual([
      'a: type-drift: is documented as a counter and is a counter and a gauge',
    ])
    expect(compare(row, [], said('a counter gone'))).toEqual(['a: missing: is documented and not there'])
  })

  it('leaves out what needs no documentation', () => {
    const there = seen('up', 'scrape_duration_seconds', 'nodejs_a', 'nodejs_b', 'mine')
    expect(compare(['|`mine`|||'], there, [], { ignoreMetrics: ['nodejs_*'] })).toEqual(['mine: ok'])
  })
})

describe('a documented name', () => {
  it('may be another on series, by its type', () => {
    expect(possibleNames('a', [])).toEqual(['a', 'a_total'])
    expect(possibleNames('a_total', ['counter'])).toEqual(['a_total', 'a'])
    expect(possibleNames('a', ['gauge'])).toEqual(['a'])
    expect(possibleNames('a', ['info'])).toEqual(['a', 'a_info'])
    expect(possibleNames('a.b', ['gauge']).slice(0, 3)).toEqual(['a_b', 'a_b_seconds', 'a_b_seconds_total'])
  })

  it('finds a family by each of them, but no gauge for a counter', () => {
    const find = familyFinder(
      familiesOf(seen('x', 'y_total', 'z_size_bytes'), said('x gauge', 'y_total counter')),
    )
    expect(find('x_total', ['counter'])).toBeUndefined()
    expect(find('y', [])?.name).toBe('y_total')
    expect(find('z.size', ['gauge'])?.name).toBe('z_size_bytes')
    expect(find('z_size', ['gauge'])).toBeUndefined()
  })
})

it('keeps of what many targets say the same of a family only one saying', () => {
  expect(
    distinctMetadata([
      { metric: 'a', type: 'counter', help: 'First.' },
      { metric: 'a', type: 'counter', help: 'Second.' },
      { metric: 'a', type: 'gauge', help: 'Other.' },
      { metric: 'b', type: 'strange', help: '' },
    ]),
  ).toEqual([
    { family: 'a', type: 'counter', help: 'First.', current: true },
    { family: 'a', type: 'gauge', help: 'Other.', current: true },
    { family: 'b', type: 'unknown', help: '', current: true },
  ])
})
