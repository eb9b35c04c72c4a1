/** How many are in a state; pressed, it shows only those. */
import { CircleDashed } from 'lucide-react'
import { type State, StateMark } from './StateMark.tsx'
import './StateCount.css'

export interface StateCountProps {
  readonly state: State
  readonly word: string
  readonly count: number
  readonly isChosen: boolean
  readonly onChoose: (isChosen: boolean) => void
}

export function StateCount({ state, word, count, isChosen, onChoose }: StateCountProps) {
  const words = `${count.toLocaleString('en')} ${word}`
  return (
    <button type="button" className="state-count" aria-pressed={isChosen} onClick={() => onChoose(!isChosen)}>
      {count > 0 ? (
        <StateMark state={state}>{words}</StateMark>
      ) : (
        <span className="state-mark state-count-none">
          <CircleDashed aria-hidden size={14} />
          {words}
        </span>
      )}
    </button>
  )
}
