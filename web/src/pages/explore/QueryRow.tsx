/** One query: its letter and eye, the editor, what can be done with it, and beneath what came of it. */
import type { PrometheusClient } from '@prometheus-io/codemirror-promql'
import type { Scope } from '@vedette/dashboard'
import type { Place } from '@vedette/promql'
import {
  CircleAlert,
  Copy,
  Eye,
  EyeOff,
  Info,
  MessageCircleQuestion,
  Play,
  Trash2,
  TriangleAlert,
} from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { ApiError } from '../../api/api-error.ts'
import { PromqlEditor } from '../../promql/PromqlEditor.tsx'
import { placeInWords, problemOf } from '../../promql/place-of-error.ts'
import { readable } from '../../promql/query-variables.ts'
import { Button } from '../../ui/Button.tsx'
import { ExplainPanel } from './ExplainPanel.tsx'
import { pastQueries, stepInPast } from './history.ts'
import { PastQueries } from './PastQueries.tsx'
import { costWords } from './query-cost.ts'
import type { InstantAsked, RangeAsked } from './useAnswers.ts'
import type { Explore } from './useExplore.ts'
import './QueryRow.css'

export interface QueryRowProps {
  readonly asked: RangeAsked | InstantAsked
  readonly explore: Explore
  readonly client: PrometheusClient
  /** What Grafana's variables stand for over the page's range. */
  readonly scope: Scope
}

export function QueryRow({ asked, explore, client, scope }: QueryRowProps) {
  const { row, letter, error, running } = asked
  const [explaining, setExplaining] = useState(false)
  const [marked, setMarked] = useState<Place>()
  const back = useRef(-1)
  const unrun = row.draft.trim() !== row.ran
  const problem = useMemo(() => {
    const own = problemOf(row.draft, scope)
    if (own !== undefined || error === undefined || unrun) return own
    const filled = readable(row.draft, scope)
    const found = placeInWords(error.message, filled.text)
    const place = found === undefined ? undefined : filled.inSource(found)
    return place === undefined ? undefined : { place, message: error.message }
  }, [row.draft, error, unrun, scope])
  const past = (direction: -1 | 1): void => {
    const all = pastQueries(localStorage)
    back.current = stepInPast(all, back.current, direction, row.draft)
    const text = all[back.current]?.text
    if (text !== undefined) explore.type(row.id, text)
  }
  const Eyes = row.shown ? Eye : EyeOff
  return (
    <section className="query-row" aria-label={`Query ${letter}`} onFocus={() => explore.setActive(row.id)}>
      <div className="query-row-line">
        <Button
          kind="plain"
          aria-label={row.shown ? `Hide query ${letter}` : `Show query ${letter}`}
          aria-pressed={row.shown}
          onPress={() => explore.toggle(row.id)}
        >
          <span className="query-row-letter">{letter}</span>
          <Eyes aria-hidden />
        </Button>
        <PromqlEditor
          label={`Query ${letter}`}
          text={row.draft}
          client={client}
          problem={problem}
          marked={marked}
          focused={explore.active === row.id}
          onChange={text => explore.type(row.id, text)}
          onRun={() => explore.run()}
          onPast={past}
        />
        <div className="query-row-actions">
          <Button
            kind={unrun ? 'primary' : 'normal'}
            onPress={() => explore.run()}
            aria-label={`Run query ${letter}`}
          >
            <Play aria-hidden />
            Run
          </Button>
          <Button
            kind="plain"
            aria-label={`Explain query ${letter}`}
            aria-expanded={explaining}
            onPress={() => setExplaining(!explaining)}
          >
            <MessageCircleQuestion aria-hidden />
          </Button>
          <PastQueries letter={letter} onChoose={text => explore.run({ id: row.id, text })} />
          <Button
            kind="plain"
            aria-label={`Duplicate query ${letter}`}
            onPress={() => explore.duplicate(row.id)}
          >
            <Copy aria-hidden />
          </Button>
          <Button kind="plain" aria-label={`Remove query ${letter}`} onPress={() => explore.remove(row.id)}>
            <Trash2 aria-hidden />
          </Button>
        </div>
      </div>
      <Outcome asked={asked} problem={unrun ? problem?.message : undefined} />
      {explaining ? <ExplainPanel query={row.draft} scope={scope} onMark={setMarked} /> : null}
      <span className="only-spoken" role="status">
        {running ? `Query ${letter} is running` : ''}
      </span>
    </section>
  )
}

/** The line beneath a query. It is always there, so that nothing moves when an answer comes. */
function Outcome({
  asked,
  problem,
}: {
  readonly asked: RangeAsked | InstantAsked
  readonly problem: string | undefined
}) {
  const { row, answer, error, running, cancelled, cancel, retry } = asked
  if (error !== undefined)
    return (
      <div className="query-row-outcome query-row-error" role="alert">
        <CircleAlert aria-hidden size={14} />
        <span>{error.message}</span>
        {isRefused(error) ? null : (
          <Button kind="plain" onPress={retry}>
            Try again
          </Button>
        )}
      </div>
    )
  if (problem !== undefined)
    return (
      <div className="query-row-outcome">
        <span className="quiet">Not yet a query: {problem}</span>
      </div>
    )
  const cost = costWords(answer?.data.stats)
  const says = [
    ...(answer?.warnings ?? []).map(text => ({ text, Icon: TriangleAlert, kind: 'warning' })),
    ...(answer?.infos ?? []).map(text => ({ text, Icon: Info, kind: 'info' })),
  ]
  return (
    <div className="query-row-outcome">
      {running ? (
        <span className="query-row-running">
          Running
          <Button kind="plain" onPress={cancel}>
            Cancel
          </Button>
        </span>
      ) : cancelled ? (
        <span className="quiet">Cancelled. Enter runs it again.</span>
      ) : !row.shown ? (
        <span className="quiet">Hidden. Its eye shows it again.</span>
      ) : cost === undefined ? null : (
        <span className="quiet" title={cost.long}>
          {cost.short}
        </span>
      )}
      {says.map(({ text, Icon, kind }) => (
        <span key={text} className={`query-row-note query-row-${kind}`}>
          <Icon aria-hidden size={14} />
          {text}
        </span>
      ))}
    </div>
  )
}

/** What can't be read now can't be read later. */
function isRefused(error: Error): boolean {
  return error instanceof ApiError && error.kind === 'bad_data'
}
