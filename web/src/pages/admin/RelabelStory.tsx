/** Step by step from what was discovered to what is scraped, or to the rule that dropped it. */

import { useQuery } from '@tanstack/react-query'
import type { RelabelSteps } from '@vedette/api'
import { ask } from '../../api/client.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { LabelList } from './LabelList.tsx'
import './RelabelStory.css'
import {
  type LabelChange,
  type LabelRecord,
  relabelStory,
  type StoryStep,
  storyText,
} from './relabel-story.ts'

export interface RelabelStoryProps {
  readonly target: string
  readonly scrapePool: string
  readonly discovered: LabelRecord
}

export function RelabelStory({ target, scrapePool, discovered }: RelabelStoryProps) {
  const labels = JSON.stringify(discovered)
  const { data, error, refetch } = useQuery({
    queryKey: ['relabel-steps', scrapePool, labels],
    queryFn: ({ signal }) =>
      ask<RelabelSteps>(`targets/relabel_steps?${new URLSearchParams({ scrapePool, labels })}`, { signal }),
  })
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <Skeleton height={120} />
  const story = relabelStory(discovered, data.data.steps)
  return (
    <section className="relabel">
      <header className="relabel-head">
        <h3>Relabelling</h3>
        <CopyButton text={storyText(target, discovered, story)} label="Copy as text" />
      </header>
      {story.length === 0 ? (
        <p className="quiet">
          The job <code>{scrapePool}</code> has no <code>relabel_configs</code>.
        </p>
      ) : null}
      <ol className="relabel-steps">
        {story.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rules have no name but their place.
          <Step key={index} step={step} />
        ))}
      </ol>
    </section>
  )
}

function Step({ step: { rule, value, keep, changes, after } }: { readonly step: StoryStep }) {
  return (
    <li className={keep ? 'relabel-step' : 'relabel-step relabel-drops'}>
      <pre className="relabel-rule">{rule.join('\n')}</pre>
      {value === undefined ? null : (
        <p className="quiet">
          sees <code className="relabel-value">{value === '' ? '(nothing)' : value}</code>
        </p>
      )}
      {keep ? null : <StateMark state="warning">This rule drops the target</StateMark>}
      {keep && changes.length === 0 ? <p className="quiet">changes nothing</p> : null}
      {changes.length === 0 ? null : (
        <ul className="relabel-changes">
          {changes.map(change => (
            <Change key={change.name} change={change} />
          ))}
        </ul>
      )}
      {keep ? (
        <details>
          <summary className="quiet">All labels after it</summary>
          <LabelList labels={after} />
        </details>
      ) : null}
    </li>
  )
}

function Change({ change: { name, before, after } }: { readonly change: LabelChange }) {
  const word = before === undefined ? 'adds' : after === undefined ? 'removes' : 'sets'
  return (
    <li>
      <span className="quiet">{word}</span> <code>{name}</code>
      {before === undefined ? null : (
        <>
          {' '}
          <del>
            <code>{before}</code>
          </del>
        </>
      )}
      {after === undefined ? null : (
        <>
          {before === undefined ? ' = ' : ' → '}
          <ins>
            <code>{after}</code>
          </ins>
        </>
      )}
    </li>
  )
}
