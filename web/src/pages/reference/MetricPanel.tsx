/** One metric: what is written and what is there side by side, and questions that can be asked right here. */
import type { ReferenceMetric } from '@vedette/api'
import { useState } from 'react'
import { PathLink } from '../../frame/PathLink.tsx'
import { paths } from '../../paths.ts'
import { selectorOf } from '../../promql/metric-selector.ts'
import { suggestionsFor } from '../../promql/suggestions.ts'
import { formatExact } from '../../time/format.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { Button } from '../../ui/Button.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { SidePanel } from '../../ui/SidePanel.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import { documentedTypes, helpOf, type LabelPlace, labelPlaces, wordsOf } from './metric-rows.ts'
import { QueryGraph } from './QueryGraph.tsx'

export interface MetricPanelProps {
  readonly metric: ReferenceMetric
  readonly onClose: () => void
}

export function MetricPanel({ metric, onClose }: MetricPanelProps) {
  const { name, status, message } = metric
  const [state, words] = wordsOf(status)
  return (
    <SidePanel
      title={name}
      onClose={onClose}
      actions={<CopyButton text={name} label="Copy the name" isIcon />}
    >
      <p>
        <StateMark state={state}>{words}</StateMark> {message === '' ? '' : `It ${message}.`}
      </p>
      <p className="quiet">{helpOf(metric)}</p>
      {/* Another metric has other questions. */}
      <Questions key={name} metric={metric} />
      <Sides metric={metric} />
    </SidePanel>
  )
}

function Questions({ metric }: { readonly metric: ReferenceMetric }) {
  const { real } = metric
  const suggestions =
    real === undefined || real.series === 0 || metric.name.includes('*')
      ? []
      : suggestionsFor({
          name: real.name,
          type: knownType(real.types[0]),
          help: real.help,
          unit: '',
          stored: real.seriesNames,
          guessed: false,
        }).filter(({ view }) => view === 'graph')
  const [query, setQuery] = useState(suggestions[0]?.query)
  if (query === undefined) return null
  return (
    <section className="reference-section">
      <h3>Questions to it</h3>
      <ul className="reference-queries">
        {suggestions.map(each => (
          <li key={each.query}>
            <Button kind="plain" aria-pressed={each.query === query} onPress={() => setQuery(each.query)}>
              {each.says}
            </Button>
            <PathLink path={paths.explore(each.query)} title={each.query}>
              Explore
            </PathLink>
          </li>
        ))}
      </ul>
      <QueryGraph query={query} />
    </section>
  )
}

function knownType(type: string | undefined) {
  return type === 'counter' ||
    type === 'gauge' ||
    type === 'histogram' ||
    type === 'summary' ||
    type === 'info'
    ? type
    : 'unknown'
}

const SIDE_WORDS: Readonly<Record<LabelPlace, string>> = {
  both: 'yes',
  documented: 'yes',
  implied: 'goes without saying',
  real: 'no',
  open: '–',
}

function Sides({ metric }: { readonly metric: ReferenceMetric }) {
  const { zone } = useTimeRange()
  const { documented, real, lastSeenMs } = metric
  const places = labelPlaces(metric)
  return (
    <table className="reference-sides">
      <thead>
        <tr>
          <th />
          <th scope="col">Documented</th>
          <th scope="col">Really there</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">Type</th>
          <td>{documented.length === 0 ? '–' : documentedTypes(metric).join(', ') || 'not said'}</td>
          <td>{real === undefined ? '–' : real.types.join(', ') || 'nobody says'}</td>
        </tr>
        {places.map(([label, place]) => (
          <tr key={label}>
            <th scope="row">
              <code>{label}</code>
            </th>
            <td>{SIDE_WORDS[place]}</td>
            <td>
              {place === 'documented' || real === undefined ? (
                '–'
              ) : (
                <PathLink
                  path={paths.explore(
                    `count by (${labelText(label)}) (${selectorOf(real.seriesNames[0] ?? real.name)})`,
                  )}
                >
                  its values
                </PathLink>
              )}
            </td>
          </tr>
        ))}
        {real === undefined || real.help === '' || real.help === helpOf(metric) ? null : (
          <tr>
            <th scope="row">Description</th>
            <td>{helpOf(metric)}</td>
            <td>{real.help}</td>
          </tr>
        )}
        <tr>
          <th scope="row">Where</th>
          <td>
            {documented.length === 0
              ? '–'
              : documented.map(({ file, line, group }) => (
                  <div key={`${file} ${line}`}>
                    <code>
                      {file}:{line}
                    </code>{' '}
                    {group}
                  </div>
                ))}
          </td>
          <td>
            {real === undefined
              ? '–'
              : `${real.series.toLocaleString('en')} series${real.name === metric.name ? '' : ` of ${real.name}`}`}
          </td>
        </tr>
        <tr>
          <th scope="row">Last seen</th>
          <td />
          <td>{lastSeenMs === undefined ? 'not in the last week' : formatExact(lastSeenMs, zone)}</td>
        </tr>
      </tbody>
    </table>
  )
}

function labelText(name: string): string {
  return /^[a-zA-Z_]\w*$/.test(name) ? name : JSON.stringify(name)
}
