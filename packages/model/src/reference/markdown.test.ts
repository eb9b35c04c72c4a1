import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readReference } from './document.ts'

function read(text: string) {
  return readReference(text, 'METRICS.md')
}

/** Name, type, labels. */
function short(text: string) {
  return read(text).metrics.map(({ name, type, labels }) => [name, type, labels?.join(' ')])
}

const PLAIN = `# Shop

## Orders

Some words | with a pipe.

| Metric | Type | Labels | Description |
|---|:---:|---|---|
| \`orders_total\` | Counter | \`status\`, \`method\` | Orders \\| all of them. |
| order\\_value\\_dollars | Histogram | – | Dollars. |

Bodies
------
Metric name | Unit | Help | Type
--- | --- | --- | ---
body_bytes_bucket | bytes | Size. | histogram
`

describe('Markdown', () => {
  it('gives every row of every table, with its heading and line', () => {
    expect(read(PLAIN)).toEqual({
      metrics: [
        {
          name: 'orders_total',
          type: 'counter',
          labels: ['status', 'method'],
          help: 'Orders | all of them.',
          group: 'Orders',
          file: 'METRICS.md',
          line: 9,
        },
        {
          name: 'order_value_dollars',
          type: 'histogram',
          labels: [],
          help: 'Dollars.',
          group: 'Orders',
          file: 'METRICS.md',
          line: 10,
        },
        {
          name: 'body_bytes',
          type: 'histogram',
          labels: undefined,
          help: 'Size.',
          group: 'Bodies',
          file: 'METRICS.md',
          line: 16,
        },
      ],
      problems: [],
    })
  })

  it.each([
    ['method, status', 'method status'],
    ['`method`, `status` (`2xx`, `5xx`)', 'method status'],
    ['`method` / `status`', 'method status'],
    ['{method="GET", status="200"}', 'method status'],
    ['method and status', 'method status'],
    ['method<br>status', 'method status'],
    ['**method**, [status](#status)', 'method status'],
    ['`http.method`', 'http.method'],
    ['-', ''],
    ['–', ''],
    ['â€“', ''],
    ['None', ''],
    ['n/a', ''],
    ['', ''],
    ['any', undefined],
  ])('reads the labels %s', (cell, labels) => {
    const table = `| metric | labels |\n|---|---|\n| \`a_total\` | ${cell} |`
    expect(short(table)).toEqual([['a_total', undefined, labels]])
    expect(read(table).problems).toEqual([])
  })

  it.each([
    ['`a_total`, `b_total`', ['a_total', 'b_total']],
    ['`a_total` (was `old_total`)', ['a_total']],
    ['[`a_total`](https://example.com/a_total)', ['a_total']],
    ['`a_total{method,status}`', ['a_total']],
    ['`x_bucket`<br>`x_sum`<br>`x_count`', ['x_bucket', 'x_sum', 'x_count']],
    ['process_*', ['process_*']],
    ['http.server.duration', ['http.server.duration']],
  ])('reads the name %s', (cell, names) => {
    expect(read(`|Metric|Type|\n|-|-|\n|${cell}|counter|`).metrics.map(({ name }) => name)).toEqual(names)
  })

  it('takes the series of a histogram for one metric, and labels from its name', () => {
    expect(
      short(
        '|Name|Type|\n|-|-|\n|`x_bucket`, `x_sum`, `x_count`|Histogram|\n|`y_total{method,status}`|Counter|',
      ),
    ).toEqual([
      ['x', 'histogram', undefined],
      ['y_total', 'counter', 'method status'],
    ])
  })

  it('leaves alone what is not about metrics', () => {
    const text = `| Name | Type | Description |
|---|---|---|
| PORT | number | Where it listens. |

| Metric |
|---|
| a |

\`\`\`
| Metric | Type |
|---|---|
| in_a_code_block | counter |
\`\`\`
<!--
| Metric | Type |
|---|---|
| in_a_comment | counter |
-->
`
    expect(read(text)).toEqual({
      metrics: [],
      problems: [
        {
          kind: 'empty',
          metric: '',
          file: 'METRICS.md',
          line: 1,
          message: 'no metrics: expected a table with the columns Metric, Type, Labels, Description',
        },
      ],
    })
  })

  it('says what is wrong with a row, and reads the others', () => {
    const text = `| Metric | Type | Labels |
|---|---|---|
| **Section** | | |
| requests per second | gauge | - |
| \`*\` | gauge | - |
| \`a_total\` | timer | \`the-one!\`, ok |
| \`b_total\` | counter | ok |
| | counter | |
`
    expect(short(text)).toEqual([
      ['a_total', undefined, ''],
      ['b_total', 'counter', 'ok'],
    ])
    expect(read(text).problems.map(({ line, kind, message }) => `${line} ${kind}: ${message}`)).toEqual([
      '4 bad-name: "requests per second" is no name of a metric',
      '5 bad-name: "*" is no name of a metric',
      '6 unknown-type: a_total has the type "timer": expected counter, gauge, histogram, summary, info, stateset or unknown',
      '6 bad-label: a_total has a label "the-one!", which is no label name',
      '8 bad-name: "" is no name of a metric',
    ])
  })

  it('ends where a document is too large', () => {
    const rows = Array.from({ length: 10_001 }, (_, i) => `|m${i}|gauge|`).join('\n')
    const { metrics, problems } = read(`|metric|type|\n|-|-|\n${rows}`)
    expect(metrics).toHaveLength(10_000)
    expect(problems.map(({ kind }) => kind)).toEqual(['too-large'])
  })

  it('bears anything', () => {
    const pieces = fc.constantFrom(
      '|',
      '`',
      '\\',
      '\n',
      '---',
      '#',
      '<',
      '<br',
      '[',
      '](',
      '(',
      '{',
      ',',
      '*',
      'a',
      ' ',
      'Metric',
      'Type',
      '\u0000',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 200 }), parts => {
        const text = `|Metric|Type|Labels|\n|-|-|-|\n|${parts.join('')}`
        for (const metric of read(text).metrics) expect(metric.name.length).toBeLessThanOrEqual(256)
      }),
    )
  })

  it.each(['|', '`', '[', '](', '<', '{', '(', '\\', ' ', '`a`,', '<!--', '(`', 'a / ', '=', '"'])(
    'is not slowed down by many %s',
    piece => {
      const cell = piece.repeat(100_000)
      const text = `|Metric|Type|Labels|Description|\n|-|-|-|-|\n|a|counter|${cell}|${cell}|\n|${cell}|${cell}|`
      expect(read(text.repeat(3)).problems.length).toBeLessThanOrEqual(500)
    },
  )
})
