/** What Vedette does, in rooms: what it scrapes, how its store is, what is asked, who may ask, and how it is set up. */
import { useNavigate, useParams } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { keepTime } from '../../frame/Rail.tsx'
import { ADMIN_ROOMS, type AdminRoom, paths } from '../../paths.ts'
import { Tabs } from '../../ui/Tabs.tsx'
import './AdminPage.css'
import { CardinalityRoom } from './CardinalityRoom.tsx'
import { ConfigurationRoom } from './ConfigurationRoom.tsx'
import { QueriesRoom } from './QueriesRoom.tsx'
import { StoreRoom } from './StoreRoom.tsx'
import { TargetsRoom } from './TargetsRoom.tsx'
import { TokensRoom } from './TokensRoom.tsx'

const ROOMS: Readonly<Record<AdminRoom, readonly [title: string, room: ComponentType]>> = {
  targets: ['Targets', TargetsRoom],
  store: ['Store and ingest', StoreRoom],
  cardinality: ['Cardinality', CardinalityRoom],
  queries: ['Running queries', QueriesRoom],
  tokens: ['Tokens', TokensRoom],
  configuration: ['Configuration', ConfigurationRoom],
}
const TABS = ADMIN_ROOMS.map(id => ({ id, title: ROOMS[id][0] }))

export function AdminPage() {
  const { room } = useParams({ strict: false }) as { room?: string }
  const navigate = useNavigate()
  const selected = ADMIN_ROOMS.find(each => each === room) ?? 'targets'
  const [, Room] = ROOMS[selected]
  return (
    <Tabs
      label="Rooms of administration"
      tabs={TABS}
      selected={selected}
      onSelect={id => void navigate({ to: paths.admin(id as AdminRoom).to, search: keepTime } as never)}
    >
      <Room />
    </Tabs>
  )
}
