/** Line icons, drawn here. */
const ICONS = {
  cart: 'M3 4h2.5l2.2 11h10.2L20.5 8H6.4M9.5 20h.01M16.5 20h.01',
  search: 'M10.5 17.5a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM15.8 15.8 21 21',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6',
  box: 'M4 8l8-4.500L20 8v8l-8 4.500L4 16zM4 8l8 4.500L20 8M12 12.500V20.5',
  check: 'M5 12.5 10 17.5 19.5 7',
  alert: 'M12 4 21 20H3zM12 10v4.500M12 17.300v.01',
  arrow: 'M5 12h14M13 6l6 6-6 6',
  back: 'M19 12H5M11 6l-6 6 6 6',
  minus: 'M6 12h12',
  plus: 'M6 12h12M12 6v12',
  bin: 'M5 7h14M10 7V4.500h4V7M7 7l1 13h8l1-13',
  bolt: 'M13 3 5 13.500h6L10 21l8.5-11H12.500z',
  people:
    'M9 11.500a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-3.8 3-5.5 6.5-5.500s6 1.7 6.5 5.500M16 11.500a3 3 0 1 0-1-5.800M17 14.700c2.6.4 4.2 2.1 4.5 5.3',
  shelf: 'M4 4v17M20 4v17M4 9h16M4 18h16M7 9V5.500h4V9M13 18v-5h5v5',
  tag: 'M4 4h8l8.5 8.5-8 8L4 12zM8.5 8.500h.01',
  card: 'M3 6.500h18v11H3zM3 10h18M6.5 14.500h4',
  leave: 'M14 4h5.500v16H14M10 8l-4 4 4 4M6 12h9',
} as const

export type IconName = keyof typeof ICONS

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  )
}
