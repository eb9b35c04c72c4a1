/** What was asked in this browser before, to be asked again. */
import { History } from 'lucide-react'
import { useState } from 'react'
import {
  Autocomplete,
  Dialog,
  DialogTrigger,
  Input,
  Menu,
  MenuItem,
  Popover,
  SearchField,
  useFilter,
} from 'react-aria-components'
import { formatAge } from '../../time/format.ts'
import { Button } from '../../ui/Button.tsx'
import { type PastQuery, pastQueries } from './history.ts'
import './PastQueries.css'

export function PastQueries({ letter, onChoose }: { readonly letter: string; onChoose(text: string): void }) {
  const { contains } = useFilter({ sensitivity: 'base' })
  const [past, setPast] = useState<readonly PastQuery[]>([])
  const [open, setOpen] = useState(false)
  const change = (next: boolean): void => {
    if (next) setPast(pastQueries(localStorage))
    setOpen(next)
  }
  const nowMs = Date.now()
  return (
    <DialogTrigger isOpen={open} onOpenChange={change}>
      <Button kind="plain" aria-label={`Earlier queries for ${letter}`}>
        <History aria-hidden />
      </Button>
      <Popover className="past-queries" placement="bottom end">
        <Dialog aria-label="Earlier queries">
          {past.length === 0 ? (
            <p className="past-queries-none quiet">What you run is kept here, in this browser only.</p>
          ) : (
            <Autocomplete filter={contains}>
              <SearchField aria-label="Find an earlier query" autoFocus className="past-queries-find">
                <Input placeholder="Find an earlier query" />
              </SearchField>
              <Menu
                aria-label="Earlier queries"
                className="past-queries-list"
                items={past.map(each => ({ ...each, id: each.text }))}
                onAction={key => {
                  setOpen(false)
                  onChoose(String(key))
                }}
                renderEmptyState={() => (
                  <p className="past-queries-none quiet">None of them has that in it.</p>
                )}
              >
                {({ id, text, atMs }) => (
                  <MenuItem id={id} textValue={text} className="past-queries-item">
                    <code className="cut" title={text}>
                      {text}
                    </code>
                    <span className="quiet">{formatAge(nowMs - atMs)}</span>
                  </MenuItem>
                )}
              </Menu>
            </Autocomplete>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}
