/** A button with what one may do behind it. */
import type { ReactNode } from 'react'
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { Button } from './Button.tsx'
import { OnDemand } from './OnDemand.tsx'
import './Menu.css'

export interface MenuEntry {
  readonly id: string
  readonly title: string
  readonly icon?: ReactNode
  /** A place to go instead of something to do. */
  readonly href?: string | undefined
  readonly isNewTab?: boolean
  readonly onChoose?: () => void
}

export interface MenuProps {
  readonly label: string
  readonly entries: readonly MenuEntry[]
  /** On the button. */
  readonly children: ReactNode
}

export function Menu({ label, entries, children }: MenuProps) {
  return (
    <OnDemand label={label} popup="menu" face={children}>
      <MenuTrigger defaultOpen>
        <Button kind="plain" aria-label={label}>
          {children}
        </Button>
        <Popover className="menu-popover" placement="bottom end">
          <AriaMenu className="menu" aria-label={label}>
            {entries.map(({ id, title, icon, href, isNewTab = false, onChoose }) => (
              <MenuItem
                key={id}
                id={id}
                textValue={title}
                className="menu-item"
                {...(href === undefined ? {} : { href })}
                {...(isNewTab ? { target: '_blank', rel: 'noreferrer' } : {})}
                {...(onChoose === undefined ? {} : { onAction: onChoose })}
              >
                {icon}
                <span className="cut">{title}</span>
              </MenuItem>
            ))}
          </AriaMenu>
        </Popover>
      </MenuTrigger>
    </OnDemand>
  )
}
