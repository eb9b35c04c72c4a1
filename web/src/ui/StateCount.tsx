/** How many are in a state; pressed, it shows only those. */
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
  return (
    <button type="button" className="state-count" aria-pressed={isChosen} onClick={() => onChoose(!isChosen)}>
      <StateMark state={count === 0 ? 'unknown' : state}>{`${count.toLocaleString('en')} ${word}`}</StateMark>
    </button>
  )
}
