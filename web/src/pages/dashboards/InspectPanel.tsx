/** What is behind a panel: its data as a table and a file, its queries as they were asked, its JSON. */
import type { Panel } from '@vedette/dashboard'
import { Download } from 'lucide-react'
import { useMemo, useState } from 'react'
import { createPortal } from 'react-dom'
import { PathLink } from '../../frame/PathLink.tsx'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/Button.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Select } from '../../ui/Select.tsx'
import { SidePanel } from '../../ui/SidePanel.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import type { AskedQuery } from './ask-panel.ts'
import { csvOf } from './csv.ts'
import './InspectPanel.css'
import { saveFile } from './save-file.ts'
import { frameName, type PanelData, type ShownFrame, valueAt } from './shown-data.ts'

export interface InspectPanelProps {
  readonly panel: Panel
  readonly title: string
  readonly data: PanelData | undefined
  readonly queries: readonly AskedQuery[]
  readonly onClose: () => void
}

const TABS = [
  { id: 'data', title: 'Data' },
  { id: 'queries', title: 'Queries' },
  { id: 'json', title: 'JSON' },
] as const

export function InspectPanel({ panel, title, data, queries, onClose }: InspectPanelProps) {
  const [tab, setTab] = useState('data')
  const json = useMemo(() => JSON.stringify(panel, null, 2), [panel])
  return createPortal(
    <SidePanel title={`Inspect ${title}`} onClose={onClose}>
      <Tabs label="Of this panel" tabs={TABS} selected={tab} onSelect={setTab}>
        {tab === 'data' ? (
          <Frames title={title} frames={data?.frames ?? []} />
        ) : tab === 'queries' ? (
          <ul className="inspect-queries">
            {queries.map(({ refId, text }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two queries may have one letter
              <li key={i}>
                <div>
                  <strong>{refId}</strong>
                  <PathLink path={paths.explore(text)}>Explore</PathLink>
                  <CopyButton text={text} label={`Copy query ${refId}`} isIcon />
                </div>
                <CodeBlock label={`Query ${refId}`} text={text} />
              </li>
            ))}
          </ul>
        ) : (
          <>
            <div className="inspect-bar">
              <CopyButton text={json} label="Copy the JSON" />
            </div>
            <CodeBlock label="JSON" text={json} />
          </>
        )}
      </Tabs>
    </SidePanel>,
    document.body,
  )
}

function Frames({ title, frames }: { readonly title: string; readonly frames: readonly ShownFrame[] }) {
  const [chosen, setChosen] = useState('0')
  const frame = frames[Number(chosen)] ?? frames[0]
  const columns = useMemo(() => columnsOf(frame), [frame])
  if (frame === undefined) return <p className="quiet">This panel has no data.</p>
  const rows = Array.from({ length: frame.frame.length }, (_, row) => row)
  return (
    <>
      <div className="inspect-bar">
        {frames.length > 1 ? (
          <Select
            label="Result"
            value={chosen}
            onChange={setChosen}
            choices={frames.map((each, i) => [String(i), frameName(each, i)] as const)}
          />
        ) : null}
        <span className="quiet">{`${frame.frame.length.toLocaleString('en')} rows`}</span>
        <Button onPress={() => saveFile(`${title} ${frameName(frame, 0)}.csv`, 'text/csv', csvOf(frame))}>
          <Download aria-hidden />
          CSV
        </Button>
      </div>
      <Table
        label={`Data of ${title}`}
        rows={rows}
        rowKey={String}
        columns={columns}
        maxHeight="calc(100vh - 220px)"
      />
    </>
  )
}

function columnsOf(frame: ShownFrame | undefined): Column<number>[] {
  return (frame?.fields ?? []).map((field, at) => ({
    id: String(at),
    title: field.name,
    text: row => field.show(valueAt(field.field, row)).text,
    sort: row => {
      const value = valueAt(field.field, row)
      return value === null ? undefined : typeof value === 'boolean' ? Number(value) : value
    },
    number: field.field.type === 'number',
  }))
}
