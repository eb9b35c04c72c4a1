/** One or several of many: a button with what is chosen, and behind it a list that narrows as one types. */
import { ALL_TEXT, ALL_VALUE, type Choice } from '@vedette/dashboard'
import { ChevronDown } from 'lucide-react'
import { useMemo, useState } from 'react'
import {
  Dialog,
  DialogTrigger,
  Input,
  ListBox,
  ListBoxItem,
  Popover,
  SearchField,
  type Selection,
} from 'react-aria-components'
import { Button } from '../../ui/Button.tsx'
import './ChoiceButton.css'
import type { VariableState } from './use-variables.ts'

export interface ChoiceButtonProps {
  readonly label: string
  readonly state: VariableState
  readonly onChoose: (values: readonly string[]) => void
}

/** A longer list is not one that anybody scrolls. */
const MOST_SHOWN = 200

export function ChoiceButton({ label, state, onChoose }: ChoiceButtonProps) {
  const { variable, value } = state
  const [isOpen, setOpen] = useState(false)
  const words = value.all === true ? ALL_TEXT : [value.text].flat().join(' + ')
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button aria-label={`${label}: ${words || 'nothing'}`}>
        <span className="cut" title={words}>
          {words || <span className="quiet">nothing</span>}
        </span>
        <ChevronDown aria-hidden />
      </Button>
      <Popover className="choices-popover" placement="bottom start">
        <Dialog className="choices" aria-label={label}>
          <Choices
            label={label}
            state={state}
            onChoose={values => {
              onChoose(values)
              if (variable.multi !== true) setOpen(false)
            }}
          />
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

function Choices({ label, state: { variable, choices, value }, onChoose }: ChoiceButtonProps) {
  const [text, setText] = useState('')
  const isMulti = variable.multi === true
  /** Picked since the list opened. The value follows when all of the dashboard's lists are here: what is picked until then is added to this. */
  const [picked, setPicked] = useState<readonly string[]>()
  const chosen = useMemo(
    () => picked ?? (value.all === true ? [ALL_VALUE] : [value.value].flat()),
    [picked, value],
  )
  const offered = useMemo(
    () => offeredOf(choices, chosen, variable.includeAll === true),
    [choices, chosen, variable.includeAll],
  )
  const found = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/)
    return offered.filter(each => words.every(word => each.text.toLowerCase().includes(word)))
  }, [offered, text])
  const shown = found.slice(0, MOST_SHOWN)
  const select = (selection: Selection): void => {
    const values = selection === 'all' ? shown.map(each => each.value) : [...selection].map(String)
    // What the search hides stays chosen.
    const hidden = chosen.filter(each => isMulti && !shown.some(other => other.value === each))
    const next = settled([...hidden, ...values], chosen, offered)
    setPicked(next)
    onChoose(next)
  }
  return (
    <>
      {offered.length < 8 ? null : (
        <SearchField
          aria-label={`Search ${label}`}
          value={text}
          onChange={setText}
          autoFocus
          className="choices-search"
        >
          <Input placeholder="Search" />
        </SearchField>
      )}
      <ListBox
        aria-label={label}
        className="choices-list"
        items={shown.map(each => ({ ...each, id: each.value }))}
        selectionMode={isMulti ? 'multiple' : 'single'}
        selectionBehavior="toggle"
        disallowEmptySelection={!isMulti}
        // Escape closes the list and leaves what is chosen.
        escapeKeyBehavior="none"
        selectedKeys={chosen}
        onSelectionChange={select}
        autoFocus={offered.length < 8}
        renderEmptyState={() => <p className="quiet choices-none">Nothing to choose from</p>}
      >
        {item => (
          <ListBoxItem id={item.id} textValue={item.text} className="choices-item">
            {isMulti ? <span className="choices-box" aria-hidden /> : null}
            <span className="cut" title={item.text}>
              {item.text === '' ? <span className="quiet">empty</span> : item.text}
            </span>
          </ListBoxItem>
        )}
      </ListBox>
      {found.length > shown.length ? (
        <p className="quiet choices-more">
          +{(found.length - shown.length).toLocaleString('en')} more: search narrows them
        </p>
      ) : null}
    </>
  )
}

/** `All` first, then what is chosen though it is no choice, then the choices. */
function offeredOf(choices: readonly Choice[], chosen: readonly string[], hasAll: boolean): Choice[] {
  const known = new Set(choices.map(({ value }) => value))
  const others = chosen
    .filter(each => each !== ALL_VALUE && !known.has(each))
    .map(each => ({ text: each, value: each }))
  return [...(hasAll ? [{ text: ALL_TEXT, value: ALL_VALUE }] : []), ...others, ...choices]
}

/** `All` and single values rule each other out, and something is always chosen. */
function settled(
  next: readonly string[],
  before: readonly string[],
  offered: readonly Choice[],
): readonly string[] {
  const isAllNew = next.includes(ALL_VALUE) && !before.includes(ALL_VALUE)
  const values = isAllNew ? [ALL_VALUE] : next.filter(each => each !== ALL_VALUE || next.length === 1)
  if (values.length > 0) return values
  return offered.slice(0, 1).map(({ value }) => value)
}
