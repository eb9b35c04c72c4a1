/** A panel's own time: the last so much (`timeFrom`), or everything so much earlier (`timeShift`). */
import type { Panel } from './dashboard.ts'
import { interpolate } from './interpolate.ts'
import type { Scope } from './scope.ts'

export interface PanelTime {
  readonly fromMs: number
  readonly toMs: number
  /** What the panel's head says of it: `Last 1 hour + timeshift -1d`. Empty where its time is the dashboard's, or it is to be hidden. */
  readonly words: string
  readonly problem?: string | undefined
}

export interface TimeOverrideOptions {
  /** Does the dashboard's range go with time (`now-6h`)? `timeFrom` counts only then: a range that somebody chose stays what it is. */
  readonly isRelative: boolean
  readonly nowMs: number
  /** Works out `now-1d/d`, as of the moment that is given. Undefined where the text can't be read. */
  readonly timeOf: (text: string, nowMs: number, edge: 'start' | 'end') => number | undefined
}

const UNITS: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  M: 'month',
  Q: 'quarter',
  y: 'year',
}

export function panelTime(panel: Panel, scope: Scope, options: TimeOverrideOptions): PanelTime {
  const { isRelative, nowMs, timeOf } = options
  const told: string[] = []
  let { fromMs, toMs } = scope.range
  const timeFrom = textOf(panel.timeFrom, scope)
  if (timeFrom !== '') {
    const span = spanOf(timeFrom)
    const [from, to] = [timeOf(span.from, nowMs, 'start'), timeOf(span.to, nowMs, 'end')]
    if (from === undefined || to === undefined || from >= to)
      return unchanged(scope, `The panel's own time ${timeFrom} can't be read`)
    if (isRelative) {
      fromMs = from
      toMs = to
      told.push(span.words)
    }
  }
  const shift = textOf(panel.timeShift, scope)
  if (shift !== '') {
    const [from, to] = [timeOf(`now-${shift}`, fromMs, 'start'), timeOf(`now-${shift}`, toMs, 'end')]
    if (!/^\d/.test(shift) || from === undefined || to === undefined || from >= to)
      return unchanged(scope, `The panel's time shift ${shift} can't be read`)
    fromMs = from
    toMs = to
    told.push(`timeshift -${shift}`)
  }
  const words = panel.hideTimeOverride === true ? '' : told.join(' + ')
  return { fromMs, toMs, words: words.slice(0, 1).toUpperCase() + words.slice(1) }
}

function unchanged({ range }: Scope, problem: string): PanelTime {
  return { fromMs: range.fromMs, toMs: range.toMs, words: '', problem }
}

function textOf(text: string | undefined, scope: Scope): string {
  return typeof text === 'string' ? interpolate(text, scope).trim() : ''
}

interface Span {
  readonly from: string
  readonly to: string
  readonly words: string
}

/** `1h` is the last hour, `now/d` since midnight, `+2h` the next two hours. */
function spanOf(text: string): Span {
  const isNext = text.startsWith('+')
  const edge = text.includes('now') ? text : `now${isNext ? '' : '-'}${text}`
  const known = KNOWN[edge]
  const found = /^now([-+])(\d+)([smhdwMQy])/.exec(edge)
  const count = Number(found?.[2] ?? 0)
  const words =
    known ??
    (found === null
      ? `${edge} to now`
      : `${isNext ? 'Next' : 'Last'} ${count} ${UNITS[found[3]!]}${count === 1 ? '' : 's'}`)
  return isNext ? { from: 'now', to: edge, words } : { from: edge, to: 'now', words }
}

const KNOWN: Readonly<Record<string, string>> = {
  'now/d': 'Today so far',
  'now/w': 'This week so far',
  'now/M': 'This month so far',
  'now/y': 'This year so far',
}
