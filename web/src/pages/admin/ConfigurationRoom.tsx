/** How Vedette is set up, as it has understood it. Secrets never leave the server. */
import { useQuery } from '@tanstack/react-query'
import type { BuildInfo, RuntimeInfo } from '@vedette/api'
import { ask } from '../../api/client.ts'
import { formatValue } from '../../chart/units.ts'
import { formatAge, formatExact } from '../../time/format.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/Table.tsx'

export function ConfigurationRoom() {
  const { data, error, refetch } = useQuery({
    queryKey: ['configuration'],
    queryFn: async ({ signal }) => {
      const [config, flags, build, runtime] = await Promise.all([
        ask<{ yaml: string }>('status/config', { signal }),
        ask<Readonly<Record<string, string>>>('status/flags', { signal }),
        ask<BuildInfo>('status/buildinfo', { signal }),
        ask<RuntimeInfo>('status/runtimeinfo', { signal }),
      ])
      return { yaml: config.data.yaml, flags: flags.data, build: build.data, runtime: runtime.data }
    },
  })
  if (data === undefined)
    return error === null ? (
      <Skeleton height={400} />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    )
  const { yaml, flags, build, runtime } = data
  return (
    <div className="admin-columns">
      <div className="admin-section">
        <h2>This process</h2>
        <Process build={build} runtime={runtime} />
        <h2>What was set</h2>
        <Table
          label="Settings"
          rows={Object.entries(flags)}
          rowKey={([name]) => name}
          columns={SETTINGS}
          maxHeight="50vh"
          whenEmpty={
            <EmptyState title="Everything is as it comes">
              Settings of vedette.yml, the environment and the command line are listed here.
            </EmptyState>
          }
        />
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
  )
}

const SETTINGS: Column<[string, string]>[] = [
  { id: 'name', title: 'Setting', text: ([name]) => name, sort: ([name]) => name, width: '38%' },
  {
    id: 'value',
    title: 'Value',
    text: ([, value]) => value,
    cell: ([, value]) => <code>{value}</code>,
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
