/** Links to everywhere. Nobody else puts a URL together. */
import { type TargetName, targetKey } from './target-key.ts'

/** Variables of dashboards may have several values. */
export type PageSearch = Readonly<Record<string, string | readonly string[] | undefined>>

export interface Path {
  readonly to: string
  readonly search?: PageSearch
}

/** The pages of the rail, in its order. */
export const PAGES = [
  { name: 'Home', to: '/', icon: 'home', keys: 'g h' },
  { name: 'Services', to: '/services', icon: 'services', keys: 'g s' },
  { name: 'Explore', to: '/explore', icon: 'explore', keys: 'g e' },
  { name: 'Dashboards', to: '/dashboards', icon: 'dashboards', keys: 'g d' },
  { name: 'Reference', to: '/reference', icon: 'reference', keys: 'g r' },
  { name: 'Admin', to: '/admin', icon: 'admin', keys: 'g a' },
] as const

export type PageIcon = (typeof PAGES)[number]['icon']

export const ADMIN_ROOMS = ['targets', 'store', 'cardinality', 'queries', 'tokens', 'configuration'] as const

export type AdminRoom = (typeof ADMIN_ROOMS)[number]

export const paths = {
  home: (): Path => ({ to: '/' }),
  services: (): Path => ({ to: '/services' }),
  service: (name: string): Path => ({ to: `/services/${encodeURIComponent(name)}` }),
  explore: (query?: string): Path => ({
    to: '/explore',
    ...(query === undefined ? {} : { search: { q: query } }),
  }),
  dashboards: (): Path => ({ to: '/dashboards' }),
  dashboard: (uid: string, search?: PageSearch): Path => ({
    to: `/dashboards/${encodeURIComponent(uid)}`,
    ...(search === undefined ? {} : { search }),
  }),
  reference: (metric?: string): Path => ({
    to: '/reference',
    ...(metric === undefined ? {} : { search: { metric } }),
  }),
  /** The list of targets with this one open beside it. */
  target: (target: TargetName): Path => ({ to: '/admin/targets', search: { target: targetKey(target) } }),
  admin: (room: AdminRoom = 'targets'): Path => ({ to: `/admin/${room}` }),
}
