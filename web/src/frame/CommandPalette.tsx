/** Ctrl+K: to any page, dashboard, service or metric, by typing a part of its name. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { DashboardList } from '@vedette/api'
import { useState, useSyncExternalStore } from 'react'
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components'
import { ask, askPlain } from '../api/client.ts'
import { PAGES, type Path, paths } from '../paths.ts'
import { found, type Place } from './found.ts'
import { keepTime } from './Rail.tsx'
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
  const places = usePlaces()
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
        <Input className="palette-input" placeholder="Page, dashboard, service or metric" />
      </SearchField>
      <Menu
        className="palette-list"
        aria-label="What was found"
        renderEmptyState={() => <p className="palette-empty quiet">Nothing is called so.</p>}
      >
        {groups.map(({ kind, places: some, more }) => (
          <MenuSection key={kind} id={kind}>
            <Header className="palette-kind">
              {kind}
              {more > 0 ? <span className="quiet"> +{more} more</span> : null}
            </Header>
            {some.map(({ name, path }) => (
              <MenuItem
                key={`${name} ${path.to}`}
                id={`${kind} ${name} ${path.to}`}
                textValue={name}
                className="palette-item cut"
                onAction={() => go(path)}
              >
                {name}
              </MenuItem>
            ))}
          </MenuSection>
        ))}
      </Menu>
    </Autocomplete>
  )
}

const MOST_METRICS = 10_000

function usePlaces(): readonly Place[] {
  const metrics = useQuery({
    queryKey: ['palette', 'metrics'],
    queryFn: ({ signal }) => ask<string[]>(`label/__name__/values?limit=${MOST_METRICS}`, { signal }),
    staleTime: 60_000,
  })
  const jobs = useQuery({
    queryKey: ['palette', 'services'],
    queryFn: ({ signal }) => ask<string[]>('label/service/values', { signal }),
    staleTime: 60_000,
  })
  const dashboards = useQuery({
    queryKey: ['dashboards'],
    queryFn: ({ signal }) => askPlain<DashboardList>('/api/v1/dashboards', { signal }),
    staleTime: 60_000,
  })
  return [
    ...PAGES.map(({ name, to }) => ({ kind: 'Pages', name, path: { to } }) as const),
    ...(dashboards.data?.dashboards ?? []).map(
      ({ uid, title }) => ({ kind: 'Dashboards', name: title, path: paths.dashboard(uid) }) as const,
    ),
    ...(jobs.data?.data ?? []).map(name => ({ kind: 'Services', name, path: paths.service(name) }) as const),
    ...(metrics.data?.data ?? []).map(
      name => ({ kind: 'Metrics', name, path: paths.explore(name) }) as const,
    ),
  ]
}
