/** One target: what it gets, why it fails, and how relabelling came to it. */
import { ExternalLink } from 'lucide-react'
import { formatValue } from '../../chart/units.ts'
import { PathLink } from '../../frame/PathLink.tsx'
import { paths } from '../../paths.ts'
import { formatExact } from '../../time/format.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { SidePanel } from '../../ui/SidePanel.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import { LabelList } from './LabelList.tsx'
import { RelabelStory } from './RelabelStory.tsx'
import { labelsText, TARGET_STATES, type TargetRow } from './target-rows.ts'

export function TargetPanel({ row, onClose }: { readonly row: TargetRow; readonly onClose: () => void }) {
  const { zone } = useTimeRange()
  const { state, name, job, labels, problem, lastScrapeMs, durationSeconds, interval, timeout } = row
  const isDropped = state === 'dropped'
  const all = { job, ...labels }
  return (
    <SidePanel title={name} onClose={onClose}>
      <dl className="admin-facts">
        <dt>State</dt>
        <dd>
          <StateMark state={TARGET_STATES[state]}>{state}</StateMark>
        </dd>
        {problem === '' ? null : (
          <>
            <dt>Why</dt>
            <dd>{problem}</dd>
          </>
        )}
        <dt>Job</dt>
        <dd>{job}</dd>
        {isDropped ? null : (
          <>
            <dt>Address</dt>
            <dd>
              <a href={name} target="_blank" rel="noreferrer">
                {name} <ExternalLink aria-label="in a new tab" size={12} />
              </a>
            </dd>
            <dt>Last scrape</dt>
            <dd>
              {lastScrapeMs === undefined
                ? 'not yet'
                : `${formatExact(lastScrapeMs, zone)}, took ${formatValue(durationSeconds, 's')}`}
            </dd>
            <dt>Scraped</dt>
            <dd>
              every {interval}, for at most {timeout}
            </dd>
            <dt>Explore</dt>
            <dd>
              <PathLink path={paths.explore(`up{${selectorOf(all)}}`)}>when it was up</PathLink>
              {', '}
              <PathLink path={paths.explore(`{${selectorOf(all)}}`)}>all of its series</PathLink>
            </dd>
          </>
        )}
      </dl>
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

function selectorOf(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(
      ([name, value]) =>
        `${/^[a-zA-Z_]\w*$/.test(name) ? name : JSON.stringify(name)}=${JSON.stringify(value)}`,
    )
    .join(', ')
}
