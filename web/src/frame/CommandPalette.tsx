/** Ctrl+K: to any page, dashboard, service, target or metric, by typing a part of its name. */
import { useNavigate } from '@tanstack/react-router'
import { useDeferredValue, useState, useSyncExternalStore } from 'react'
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components'
import type { Path } from '../paths.ts'
import { found } from './found.ts'
import { keepTime } from './Rail.tsx'
import { usePlaces } from './usePlaces.ts'
import './CommandPalette.css'

let open = false
const listeners = new Set<() => void>()

function setOpen(next: boolean): void {
  open = next
  for (const listener of listeners) listener()
}

export function openPalette(): void {
  setOpen(true)
}

function useOpen(): boolean {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => open,
  )
}

export function CommandPalette() {
  return (
    <ModalOverlay className="palette-overlay" isOpen={useOpen()} onOpenChange={setOpen} isDismissable>
      <Modal className="palette">
        <Dialog aria-label="Go to" className="palette-dialog">
          <Choices />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function Choices() {
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const { places, isPending, error } = usePlaces(useDeferredValue(text))
  const groups = found(places, text)
  const go = ({ to, search }: Path): void => {
    setOpen(false)
    void navigate({
      to,
      search: (before: Record<string, unknown>) => ({ ...keepTime(before), ...search }),
    } as never)
  }
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <SearchField aria-label="Search" autoFocus>
        <Input
          className="palette-input"
          placeholder="Page, dashboard, service, target or metric"
          // The list is a part of it: the focus stays here, and the arrows walk there.
          role="combobox"
          aria-haspopup="listbox"
          aria-expanded
        />
      </SearchField>
      <ListBox
        className="palette-list"
        aria-label="What was found"
        renderEmptyState={() => (
          <p className="palette-empty quiet">{isPending ? 'Still looking.' : `Nothing is called ${text}.`}</p>
        )}
      >
        {groups.map(({ kind, places: some, more }) => (
          <ListBoxSection key={kind} id={kind}>
            <Header className="palette-kind">
              {kind}
              {more > 0 ? <span className="quiet"> +{more} more</span> : null}
            </Header>
            {some.map(({ name, path, note }) => {
              const key = `${kind} ${name} ${JSON.stringify(path)}`
              return (
                <ListBoxItem
                  key={key}
                  id={key}
                  textValue={name}
                  className="palette-item cut"
                  onAction={() => go(path)}
                >
                  {name}
                  {note === undefined ? null : <span className="palette-note">{note}</span>}
                </ListBoxItem>
              )
            })}
          </ListBoxSection>
        ))}
      </ListBox>
      {error === null ? null : (
        <p className="palette-problem" role="alert">
          Not all is here: {error.message}
        </p>
      )}
    </Autocomplete>
  )
}
