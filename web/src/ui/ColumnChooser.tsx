/** Which columns of a table are shown. Kept in this browser, by the table's name. */
import { Check, Columns3 } from 'lucide-react'
import { useState } from 'react'
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { Button } from './Button.tsx'
import './ColumnChooser.css'
import './Menu.css'

interface Choosable {
  readonly id: string
  readonly title: string
}

/** Tables with fewer columns have none to spare, and are narrow. */
const LEAST_COLUMNS = 5

export interface ColumnChoice<Column> {
  readonly shown: readonly Column[]
  /** Undefined where there is nothing to choose. */
  readonly hidden: ReadonlySet<string> | undefined
  choose(hidden: ReadonlySet<string>): void
}

export function useColumnChoice<Column extends Choosable>(
  table: string,
  columns: readonly Column[],
): ColumnChoice<Column> {
  const [hidden, setHidden] = useState(() => readHidden(table))
  if (columns.length < LEAST_COLUMNS) return { shown: columns, hidden: undefined, choose: () => {} }
  const shown = columns.filter(({ id }, i) => i === 0 || !hidden.has(id))
  return {
    shown,
    hidden,
    choose(next) {
      setHidden(next)
      writeHidden(table, next)
    },
  }
}

export interface ColumnChooserProps {
  readonly columns: readonly Choosable[]
  readonly hidden: ReadonlySet<string>
  readonly onChoose: (hidden: ReadonlySet<string>) => void
}

export function ColumnChooser({ columns, hidden, onChoose }: ColumnChooserProps) {
  // The first names the row: without it nobody knows which one it is.
  const choosable = columns.slice(1)
  const shown = choosable.filter(({ id }) => !hidden.has(id)).map(({ id }) => id)
  return (
    <div className="column-chooser">
      <MenuTrigger>
        <Button kind="plain" aria-label="Choose columns">
          <Columns3 aria-hidden />
        </Button>
        <Popover className="menu-popover" placement="bottom end">
          <Menu
            className="menu"
            aria-label="Columns"
            selectionMode="multiple"
            selectedKeys={shown}
            onSelectionChange={keys => {
              const kept = new Set(keys === 'all' ? choosable.map(({ id }) => id) : [...keys].map(String))
              onChoose(new Set(choosable.map(({ id }) => id).filter(id => !kept.has(id))))
            }}
          >
            {choosable.map(({ id, title }) => (
              <MenuItem key={id} id={id} textValue={title} className="menu-item column-chooser-item">
                <Check aria-hidden />
                {title}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
    </div>
  )
}

const keyOf = (table: string): string => `vedette.columns.${table}`

function readHidden(table: string): ReadonlySet<string> {
  return new Set(localStorage.getItem(keyOf(table))?.split(',') ?? [])
}

function writeHidden(table: string, hidden: ReadonlySet<string>): void {
  if (hidden.size === 0) localStorage.removeItem(keyOf(table))
  else localStorage.setItem(keyOf(table), [...hidden].join(','))
}
