/** docs/reference/dashboards.md, from the tables that the code itself goes by. */
import { PANEL_TYPES, VARIABLE_TYPES } from './dashboard.ts'
import { FIELD_MATCHERS } from './field-matchers.ts'
import { MAX_PANELS } from './reading/numbering.ts'
import { MAX_DASHBOARD_BYTES, MAX_DASHBOARD_VALUES } from './reading/parse.ts'
import { REDUCERS } from './reducers.ts'
import { LATER_TYPES, PANEL_SUPPORT, PROMETHEUS_TYPES, type SupportedOptions } from './support.ts'
import { TRANSFORMATION_IDS } from './transform.ts'

const HEAD = `# What is supported of Grafana's dashboards

<!-- Made from the code, and held to it by a test:
     npm exec --silent -c "node scripts/dashboard-reference.ts" > docs/reference/dashboards.md -->

Vedette reads Grafana's classic JSON of any age and keeps all of it. What it doesn't show as Grafana does is listed when a dashboard is imported, panel by panel, and by
\`vedette dashboard check FILE...\`. How to work with dashboards is in [Dashboards](../dashboards.md).

Each note has a kind:

| kind | means |
|---|---|
| \`unsupported\` | it stays in the dashboard, and has no effect here |
| \`later\` | it comes with a signal that Vedette does not keep yet: logs, traces, alerts |
| \`changed\` | it was read as something else than it says, such as text where a number belongs |
`

const OLD = `## What is brought up to date

Dashboards of older schemas are read as Grafana reads them, and written in the newest classic schema.

| was | becomes |
|---|---|
| rows (schema before 16) | row panels, and places on the grid |
| \`graph\` | \`timeseries\`; \`barchart\` or \`bargauge\` with an x axis of series, \`histogram\` with one of values |
| \`singlestat\` | \`stat\`, or \`gauge\` if it had one |
| \`table\` with styles, \`table-old\` | \`table\` with overrides and a transformation |
| \`grafana-piechart-panel\` | \`piechart\` |
| \`heatmap\` without options, \`heatmap-new\` | \`heatmap\` |
| \`text\` with its text beside the options | \`text\` |
| field options of \`stat\`, \`gauge\`, \`bargauge\` (Grafana 6) | field configuration |
| value mappings in lists of numbered types | value mappings by type |
| data sources by name, \`__inputs\` | references; constants are filled in, data sources stay open |
| library panels that came along in \`__elements\` | the panels that they are |

The wrappers of Grafana's API (\`dashboard\` beside \`meta\`, and \`spec\` of a resource) are taken off. Schema v2 (\`elements\` and \`layout\`) is refused: export it as a classic dashboard.
`

export function supportPage(): string {
  return [
    HEAD,
    `## Panels\n\nOptions that only concern the looks (sizes, the order of a legend, Grafana's colour scales, tooltips) have a way of their own here, and no note.\n`,
    ...PANEL_TYPES.filter(type => type !== 'row').map(panelSection),
    `All panels: title, description, links, repeating by a variable (\`repeat\`, \`repeatDirection\`, \`maxPerRow\`), \`interval\`, \`maxDataPoints\`, \`timeFrom\`, \`timeShift\`, transparency. Rows: open, collapsed, repeated.\n`,
    `## Fields\n\nUnit, decimals, min, max, display name, colour, thresholds (absolute, percentage), value mappings (value, range, regex, special), text without a value, data links.\n`,
    `Overrides apply to the fields that a matcher finds: ${codes(FIELD_MATCHERS)}.\n`,
    `## Transformations\n\n${codes(TRANSFORMATION_IDS)}. Reducers: ${codes(REDUCERS.filter(id => !/^p\d+$/.test(id)))}, \`p1\` to \`p99\`.\n`,
    `## Variables\n\n${codes(VARIABLE_TYPES)}: chained, with several values, with all values, hidden.\n`,
    dataSources(),
    OLD,
    `## Bounds\n\nA dashboard may have ${MAX_DASHBOARD_BYTES / 1024 / 1024} MB of JSON without its white space, ${thousands(MAX_DASHBOARD_VALUES)} values in it and ${thousands(MAX_PANELS)} panels. One that is imported or saved may have 1 MB of it; a file that is only shown may have all.\n`,
  ].join('\n')
}

function panelSection(type: (typeof PANEL_TYPES)[number]): string {
  const { options, custom } = PANEL_SUPPORT[type]
  const fields =
    custom === undefined || Object.keys(custom).length === 0
      ? ''
      : `\n\nIn fields (\`custom\`): ${paths(custom)}.`
  return `### \`${type}\`\n\n${Object.keys(options).length === 0 ? 'No options.' : `Options: ${paths(options)}.`}${fields}\n`
}

function dataSources(): string {
  const later = Object.entries(LATER_TYPES).map(([type, signal]) => `\`${type}\` (${signal})`)
  return `## Data sources

Whatever speaks PromQL is Vedette itself: ${codes(PROMETHEUS_TYPES)}, and queries that name none. These come with their signal: ${later.join(', ')}. Others, expressions over other queries
and answers of other panels are not supported. Annotations are PromQL queries; Grafana's own are not here.
`
}

function paths(options: SupportedOptions): string {
  return Object.entries(options)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([path, values]) =>
        `\`${path}\`${values === 'all' ? '' : ` (${values.map(each => `\`${each}\``).join(', ')})`}`,
    )
    .join(', ')
}

function codes(words: readonly string[]): string {
  return words.map(word => `\`${word}\``).join(', ')
}

function thousands(count: number): string {
  return count.toLocaleString('en-US')
}
