/**
 * Lines that say when the counters of the series that follow were started, point by point, relative to the point:
 *
 *     http_requests_total{job="api"}@st -1m _ -2m*x3
 *     @st -30s                            for all series from here on, over and over
 */
import { type Labels, parseDurationMs } from '@vedette/model'
import { parseSeriesLine } from './series-line.ts'

export interface StartTimeLine {
  /** undefined: for all series that have no such line of their own. */
  readonly labels: Labels | undefined
  readonly offsetsMs: readonly (number | undefined)[]
}

const LINE = /^(\S*)@st[ \t]+(.*)$/
const DURATION = '[+-]?\\d+[a-wyzA-Z]*'
const ITEM = new RegExp(
  `^(?:(_)(?:x(\\d+))?|(\\*)(?:x(\\d+))?|(${DURATION})(?:([+-])(${DURATION}))?(?:x(\\d+))?)$`,
)

export function isStartTimeLine(line: string): boolean {
  return /^\S*@st[ \t]/.test(line)
}

export function parseStartTimeLine(line: string): StartTimeLine {
  const match = LINE.exec(line)
  if (match === null) throw new Error('invalid @st line: missing value sequence')
  const offsetsMs: (number | undefined)[] = []
  for (const item of match[2]!.split(/\s+/).filter(Boolean)) addItem(item, offsetsMs)
  const series = match[1]!
  return { labels: series === '' ? undefined : parseSeriesLine(`${series} _`).labels, offsetsMs }
}

function addItem(item: string, offsetsMs: (number | undefined)[]): void {
  const match = ITEM.exec(item)
  if (match === null) throw new Error(`invalid ST item ${JSON.stringify(item)}`)
  const [, blank, blankTimes, again, againTimes, base, sign, step, times] = match
  if (blank !== undefined) {
    add(undefined, 0, Number(blankTimes ?? 1), offsetsMs)
    return
  }
  if (again !== undefined) {
    const before = offsetsMs.findLast(offset => offset !== undefined) ?? 0
    add(before, 0, Number(againTimes ?? 0) + 1, offsetsMs)
    return
  }
  if (step !== undefined && times === undefined) {
    throw new Error(`invalid ST item ${JSON.stringify(item)}: expected 'x<count>' after step duration`)
  }
  const stepMs = step === undefined ? 0 : signedMs(step) * (sign === '-' ? -1 : 1)
  add(signedMs(base!), stepMs, Number(times ?? 0) + 1, offsetsMs)
}

function add(
  first: number | undefined,
  step: number,
  count: number,
  offsetsMs: (number | undefined)[],
): void {
  for (let i = 0; i < count; i++) offsetsMs.push(first === undefined ? undefined : first + i * step)
}

function signedMs(text: string): number {
  const ms = parseDurationMs(text.replace(/^[+-]/, ''))
  if (ms === undefined) throw new Error(`invalid duration ${JSON.stringify(text)}`)
  return text.startsWith('-') ? -ms : ms
}
