/** One target: what it gets, why it fails, and how relabelling came to it. */
import { ExternalLink } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Labels } from '../../api/prometheus.ts'
import { formatValue } from '../../chart/units.ts'
import { PathLink } from '../../frame/PathLink.tsx'
import { paths } from '../../paths.ts'
import { formatExact } from '../../time/format.ts'
import type { Zone } from '../../time/range.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { SidePanel } from '../../ui/SidePanel.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import { LabelList } from './LabelList.tsx'
import { RelabelStory } from './RelabelStory.tsx'
import { labelsText, readableUrl, TARGET_STATES, type TargetRow } from './target-rows.ts'

export function TargetPanel({ row, onClose }: { readonly row: TargetRow; readonly onClose: () => void }) {
  const { zone } = useTimeRange()
  const { state, name, job, labels, problem } = row
  const isDropped = state === 'dropped'
  const all = { job, ...labels }
  return (
    <SidePanel title={readableUrl(name)} onClose={onClose}>
      <Facts
        facts={[
          [
            'State',
            <StateMark key="state" state={TARGET_STATES[state]}>
              {state}
            </StateMark>,
          ],
          ['Why', problem === '' ? undefined : problem],
          ['Job', job],
          ...(isDropped ? [] : scrapeFacts(row, all, zone)),
        ]}
      />
      {isDropped ? null : (
        <section className="admin-section">
          <header className="relabel-head">
            <h3>Labels of its series</h3>
            <CopyButton text={labelsText(all)} label="Copy" />
          </header>
          <LabelList labels={all} />
        </section>
      )}
      <section className="admin-section">
        <header className="relabel-head">
          <h3>Labels as discovered</h3>
          <CopyButton text={labelsText(row.discovered)} label="Copy" />
        </header>
        <LabelList labels={row.discovered} />
      </section>
      <RelabelStory target={name} scrapePool={job} discovered={row.discovered} />
    </SidePanel>
  )
}

function scrapeFacts(row: TargetRow, labels: Labels, zone: Zone): (readonly [string, ReactNode])[] {
  const { name, lastScrapeMs, durationSeconds, interval, timeout } = row
  return [
    [
      'Address',
      <a key="address" href={name} target="_blank" rel="noreferrer">
        {readableUrl(name)} <ExternalLink aria-label="in a new tab" size={12} />
      </a>,
    ],
    [
      'Last scrape',
      lastScrapeMs === undefined
        ? 'not yet'
        : `${formatExact(lastScrapeMs, zone)}, took ${formatValue(durationSeconds, 's')}`,
    ],
    ['Scraped', `every ${interval}, for at most ${timeout}`],
    [
      'Explore',
      <span key="explore">
        <PathLink path={paths.explore(`up{${selectorOf(labels)}}`)}>when it was up</PathLink>
        {', '}
        <PathLink path={paths.explore(`{${selectorOf(labels)}}`)}>all of its series</PathLink>
      </span>,
    ],
  ]
}

function selectorOf(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(
      ([name, value]) =>
        `${/^[a-zA-Z_]\w*$/.test(name) ? name : JSON.stringify(name)}=${JSON.stringify(value)}`,
    )
    .join(', ')
}
