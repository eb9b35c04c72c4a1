/** How Vedette is set up, as it has understood it. Secrets never leave the server. */
import { useQuery } from '@tanstack/react-query'
import type { BuildInfo, RuntimeInfo, SettingInForce } from '@vedette/api'
import { useState } from 'react'
import { ask } from '../../api/client.ts'
import { formatValue } from '../../chart/units.ts'
import { StaleStrip } from '../../frame/StaleStrip.tsx'
import { formatAge, formatExact } from '../../time/format.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { TextFilter } from '../../ui/TextFilter.tsx'

export function ConfigurationRoom() {
  const configuration = useQuery({
    queryKey: ['configuration'],
    queryFn: async ({ signal }) => {
      const [config, settings, build, runtime] = await Promise.all([
        ask<{ yaml: string }>('status/config', { signal }),
        ask<readonly SettingInForce[]>('status/settings', { signal }),
        ask<BuildInfo>('status/buildinfo', { signal }),
        ask<RuntimeInfo>('status/runtimeinfo', { signal }),
      ])
      return { yaml: config.data.yaml, settings: settings.data, build: build.data, runtime: runtime.data }
    },
  })
  const { data, error, refetch } = configuration
  if (data === undefined)
    return error === null ? (
      <Skeleton height={400} />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    )
  const { yaml, settings, build, runtime } = data
  return (
    <>
      <StaleStrip queries={[configuration]} />
      <div className="admin-columns">
        <div className="admin-section">
          <h2>This process</h2>
          <Process build={build} runtime={runtime} />
          <Settings settings={settings} />
        </div>
        <section className="admin-section">
          <header className="relabel-head">
            <h2>prometheus.yml in force</h2>
            <CopyButton text={yaml} label="Copy" />
          </header>
          {yaml.trim() === '' ? (
            <EmptyState title="There is no prometheus.yml">
              Start with <code>--prometheus prometheus.yml</code> to scrape by one.
            </EmptyState>
          ) : (
            <CodeBlock label="The configuration" text={yaml} />
          )}
        </section>
      </div>
    </>
  )
}

/** Mostly one looks for what somebody has set; of the rest, for the one setting that one wonders about. */
function Settings({ settings }: { readonly settings: readonly SettingInForce[] }) {
  const [hasDefaults, setDefaults] = useState(false)
  const [text, setText] = useState('')
  const part = text.trim().toLowerCase()
  const rows = hasDefaults
    ? settings.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(part))
    : settings.filter(({ source }) => source !== '')
  return (
    <>
      <header className="relabel-head">
        <h2>{hasDefaults ? 'Settings in force' : 'What was set'}</h2>
        <Switch label="Defaults too" isOn={hasDefaults} onChange={setDefaults} />
      </header>
      {hasDefaults ? (
        <TextFilter
          label="Filter settings"
          value={text}
          onChange={setText}
          count={{ shown: rows.length, all: settings.length }}
        />
      ) : null}
      <Table
        label="Settings"
        rows={rows}
        rowKey={({ name }) => name}
        columns={SETTINGS}
        maxHeight="50vh"
        whenEmpty={
          hasDefaults ? (
            <EmptyState title="No setting is like that" />
          ) : (
            <EmptyState title="Everything is as it comes">
              Settings of vedette.yml, the environment and the command line are listed here.
            </EmptyState>
          )
        }
      />
    </>
  )
}

const SETTINGS: Column<SettingInForce>[] = [
  {
    id: 'name',
    title: 'Setting',
    text: ({ name, description }) => (description === '' ? name : `${name}: ${description}`),
    cell: ({ name, source }) => (
      <>
        {name}
        <span className="setting-source">{source === '' ? 'default' : source}</span>
      </>
    ),
    sort: ({ name }) => name,
    wraps: true,
    width: '48%',
  },
  {
    id: 'value',
    title: 'Value',
    text: ({ value }) => value,
    cell: ({ value }) => (value === '' ? <span className="quiet">none</span> : <code>{value}</code>),
    wraps: true,
  },
]

function Process({ build, runtime }: { readonly build: BuildInfo; readonly runtime: RuntimeInfo }) {
  const { zone } = useTimeRange()
  const at = (text: string): string => {
    const ms = Date.parse(text)
    return `${formatExact(ms, zone)}, ${formatAge(Date.now() - ms)}`
  }
  return (
    <div className="panel admin-padded">
      <Facts
        facts={[
          ['Vedette', `${build.applicationVersion}, on Node ${build.nodeVersion}`],
          ['Answers as', `Prometheus ${build.version}`],
          ['Started', at(runtime.startTime)],
          [
            'Read its files',
            runtime.reloadConfigSuccess ? (
              at(runtime.lastConfigTime)
            ) : (
              <StateMark key="reload" state="warning">
                The last reload failed; the configuration before it is in force
              </StateMark>
            ),
          ],
          ['Host', runtime.hostname],
          ['Works in', runtime.CWD],
          ['Keeps metrics', runtime.storageRetention],
          ['Memory budget', formatValue(runtime.GOMEMLIMIT, 'bytes')],
        ]}
      />
    </div>
  )
}
