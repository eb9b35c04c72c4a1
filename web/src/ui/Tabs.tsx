/** Rooms of one page, one at a time. Which one is open is for the page to know: it stands in its URL. */
import type { ReactNode } from 'react'
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components'
import './Tabs.css'

export interface TabChoice {
  readonly id: string
  readonly title: string
  /** Beside the title: a count, a state. */
  readonly note?: ReactNode
}

export interface TabsProps {
  readonly label: string
  readonly tabs: readonly TabChoice[]
  readonly selected: string
  readonly onSelect: (id: string) => void
  /** Of the selected one. */
  readonly children: ReactNode
}

export function Tabs({ label, tabs, selected, onSelect, children }: TabsProps) {
  return (
    <AriaTabs className="tabs" selectedKey={selected} onSelectionChange={key => onSelect(String(key))}>
      <TabList aria-label={label} className="tabs-list">
        {tabs.map(({ id, title, note }) => (
          <Tab key={id} id={id} className="tabs-tab">
            {title}
            {note === undefined ? null : <span className="quiet">{note}</span>}
          </Tab>
        ))}
      </TabList>
      <TabPanel id={selected} className="tabs-panel">
        {children}
      </TabPanel>
    </AriaTabs>
  )
}
