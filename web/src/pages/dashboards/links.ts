/** Where the links of dashboards, panels and values lead. Grafana's own addresses become ours; what is no page is no link. */
import {
  type DashboardLink,
  type DataLink,
  interpolate,
  type Panel,
  queryParameter,
  type Scope,
} from '@vedette/dashboard'
import type { ValueLink } from './panels/panel-props.ts'
import { type FieldValue, type PanelData, type Shown, type ShownField, valueAt } from './shown-data.ts'

/** Undefined where it leads nowhere that a browser should go from here. */
export function hrefOf(url: string): string | undefined {
  // To a browser a backslash is a slash, and breaks and what stands in front are nothing: `/\\evil.example` would lead there.
  const text = url
    .replace(/[\t\n\r]|^[\0- ]+/g, '')
    .trim()
    .replaceAll('\\', '/')
  const dashboard = /^\/d\/([^/?#]+)(?:\/[^?#]*)?([?#].*)?$/.exec(text)
  if (dashboard !== null) return `/dashboards/${dashboard[1]}${dashboard[2] ?? ''}`
  if (/^(https?:\/\/|mailto:)/i.test(text)) return text
  if (/^\/(?!\/)|^[?#]/.test(text)) return text
  // `dashboards/x` and the like, but nothing with a scheme of its own.
  return text !== '' && !/^[a-z][a-z\d+.-]*:/i.test(text) && !text.startsWith('//') ? `/${text}` : undefined
}

/** A variable may be an address or a part of one: what is syntax there stays, unless the link asks for `${x:percentencode}`. */
export function linkOf({ title, url, targetBlank }: DataLink, scope: Scope): ValueLink[] {
  const href = hrefOf(interpolate(url, scope, 'uriencode'))
  if (href === undefined) return []
  return [{ title: interpolate(title, scope, 'text') || href, href, isNewTab: targetBlank === true }]
}

export function panelLinks({ links = [] }: Panel, scope: Scope): ValueLink[] {
  return links.flatMap(link => linkOf(link, scope))
}

export function valueLinks(
  field: ShownField,
  row: number,
  value: FieldValue,
  data: PanelData,
  scope: Scope,
): ValueLink[] {
  const { links } = field.config
  if (links === undefined || links.length === 0) return []
  const frame = data.frames.find(({ fields }) => fields.includes(field))
  const time = frame?.fields.find(({ field: { type } }) => type === 'time')
  const at = row === -1 ? (frame?.frame.length ?? 0) - 1 : row
  const shown = field.show(value)
  const objects = {
    __value: {
      ...inWords(value, shown),
      time: time === undefined ? '' : String(valueAt(time.field, at) ?? ''),
    },
    __field: { name: field.name, labels: field.field.labels ?? {} },
    __series: { name: field.name },
    __data: {
      name: frame?.frame.name ?? '',
      refId: frame?.frame.refId ?? '',
      // Few links name other columns, and there may be many.
      get fields() {
        return columnsOf(frame?.fields ?? [], at)
      },
    },
  }
  return links.flatMap(link => linkOf(link, { ...scope, objects: { ...scope.objects, ...objects } }))
}

/** What may follow `${__value.` and `${__data.fields.x.`. */
function inWords(value: FieldValue, { number, text }: Shown) {
  return { raw: value === null ? '' : String(value), numeric: String(number ?? ''), text }
}

/** By the query's name for it, else by place, else as it is shown. No list: a column may be called `length`. */
function columnsOf(fields: readonly ShownField[], row: number) {
  const columns = fields.map(({ field, show }) => {
    const value = valueAt(field, row)
    return inWords(value, show(value))
  })
  return Object.fromEntries([
    ...fields.map(({ name }, i) => [name, columns[i]] as const).reverse(),
    ...columns.map((column, i) => [i, column] as const),
    ...fields.map(({ field }, i) => [field.name, columns[i]] as const).reverse(),
  ])
}

/** A link to one place; those that list dashboards by their tags are the page's, which knows them. */
export function dashboardLink(link: DashboardLink, scope: Scope): ValueLink[] {
  // As they are: Grafana encodes nothing here.
  const href = hrefOf(interpolate(link.url ?? '', scope))
  if (href === undefined || href === '/') return []
  return [
    {
      title: interpolate(link.title, scope, 'text') || href,
      href: withState(href, link, scope),
      isNewTab: link.targetBlank === true,
    },
  ]
}

/** The address with the time range and the variables, where the link takes them along. */
export function withState(
  href: string,
  { keepTime, includeVars }: Pick<DashboardLink, 'keepTime' | 'includeVars'>,
  scope: Scope,
): string {
  const parts = [
    ...(keepTime === true && scope.urlRange !== undefined
      ? [new URLSearchParams({ from: scope.urlRange.from, to: scope.urlRange.to }).toString()]
      : []),
    ...(includeVars === true
      ? Object.entries(scope.variables).map(([name, value]) => queryParameter(name, value, scope))
      : []),
  ].filter(part => part !== '')
  if (parts.length === 0) return href
  const [path = '', hash] = href.split('#')
  return `${path}${path.includes('?') ? '&' : '?'}${parts.join('&')}${hash === undefined ? '' : `#${hash}`}`
}
