/** How far apart the points of a panel's queries lie, as Grafana works it out, so that rates and averages come out the same. */

/** Of what people wrote where nothing says how often targets are scraped. */
export const DEFAULT_SCRAPE_INTERVAL_MS = 15_000
/** Points of a panel whose width isn't known yet. */
const DEFAULT_POINTS = 500
/** No answer of Prometheus has more points than this. */
const MOST_POINTS = 11_000

/** An interval below the first number becomes the second. */
const ROUNDING: readonly (readonly [below: number, ms: number])[] = [
  [10, 1],
  [15, 10],
  [35, 20],
  [75, 50],
  [150, 100],
  [350, 200],
  [750, 500],
  [1_500, 1_000],
  [3_500, 2_000],
  [7_500, 5_000],
  [12_500, 10_000],
  [17_500, 15_000],
  [25_000, 20_000],
  [45_000, 30_000],
  [90_000, 60_000],
  [210_000, 120_000],
  [450_000, 300_000],
  [750_000, 600_000],
  [1_050_000, 900_000],
  [1_500_000, 1_200_000],
  [2_700_000, 1_800_000],
  [5_400_000, 3_600_000],
  [9_000_000, 7_200_000],
  [16_200_000, 10_800_000],
  [32_400_000, 21_600_000],
  [86_400_000, 43_200_000],
  [604_800_000, 86_400_000],
  [1_814_400_000, 604_800_000],
  [3_628_800_000, 2_592_000_000],
]
const YEAR_MS = 31_536_000_000

export function roundInterval(ms: number): number {
  return ROUNDING.find(([below]) => ms < below)?.[1] ?? YEAR_MS
}

/** So that a range has about so many points, and they lie no closer than `leastMs`. */
export function calculateInterval(rangeMs: number, points: number, leastMs = 1): number {
  return Math.max(leastMs, roundInterval(rangeMs / Math.max(1, points)))
}

const UNIT_MS: Readonly<Record<string, number>> = {
  y: YEAR_MS,
  M: 2_592_000_000,
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
}

/** `1m`, `>30s`, `1h30m`, `1.5m`; a bare number means seconds. Milliseconds, or undefined where the text is no interval. */
export function parseInterval(text: string): number | undefined {
  const word = text.trim().replace(/^[<>]=?\s*/, '')
  if (/^\d{1,12}(\.\d{1,6})?$/.test(word)) return Number(word) * 1_000
  if (word.length > 50 || !/^(\d+(\.\d+)?(ms|[yMwdhms]))+$/.test(word)) return undefined
  let ms = 0
  for (const [, count, unit] of word.matchAll(/(\d+(?:\.\d+)?)(ms|[yMwdhms])/g))
    ms += Number(count) * UNIT_MS[unit!]!
  return Number.isFinite(ms) ? ms : undefined
}

/** The greatest unit that fits, whatever is left: `90s` is `1m`. So Grafana writes `$__interval`. */
export function intervalText(ms: number): string {
  for (const unit of ['y', 'd', 'h', 'm', 's'] as const)
    if (ms >= UNIT_MS[unit]!) return `${Math.floor(ms / UNIT_MS[unit]!)}${unit}`
  return `${Math.max(1, Math.floor(ms))}ms`
}

/** Exactly, as PromQL reads it: `1m30s`. */
export function durationText(ms: number): string {
  let rest = Math.max(1, Math.round(ms))
  let text = ''
  for (const unit of ['d', 'h', 'm', 's', 'ms'] as const) {
    const count = Math.floor(rest / UNIT_MS[unit]!)
    if (count > 0) text += `${count}${unit}`
    rest -= count * UNIT_MS[unit]!
  }
  return text
}

/** Four samples are always in such a window, however far apart the points lie. */
export function rateInterval(intervalMs: number, scrapeIntervalMs: number): number {
  return Math.max(intervalMs + scrapeIntervalMs, 4 * scrapeIntervalMs)
}

export interface PanelStep {
  /** What `$__interval` is outside of queries. */
  readonly intervalMs: number
  readonly points: number
}

export interface PanelStepOptions {
  readonly rangeMs: number
  /** Of the panel, in pixels; 0 where it isn't known yet. */
  readonly width: number
  /** The panel's `interval`, its variables put in. */
  readonly interval?: string | undefined
  readonly maxDataPoints?: number | null | undefined
  readonly scrapeIntervalMs: number
}

export function panelStep(options: PanelStepOptions): PanelStep {
  const { rangeMs, width, interval = '', maxDataPoints, scrapeIntervalMs } = options
  const points = positive(maxDataPoints) ?? positive(Math.floor(width)) ?? DEFAULT_POINTS
  const leastMs = positive(parseInterval(interval)) ?? scrapeIntervalMs
  return { intervalMs: calculateInterval(rangeMs, points, leastMs), points }
}

export interface QueryStep {
  readonly stepMs: number
  readonly rateIntervalMs: number
}

export interface QueryStepOptions {
  readonly rangeMs: number
  readonly panel: PanelStep
  /** The query's `interval` ("min step"), its variables put in, save that it may be `$__interval` or `$__rate_interval`. */
  readonly interval?: string | undefined
  readonly intervalFactor?: number | undefined
  readonly scrapeIntervalMs: number
}

export function queryStep(options: QueryStepOptions): QueryStep {
  const { rangeMs, panel, interval = '', intervalFactor, scrapeIntervalMs } = options
  const builtIn = /^\$(?:\{(__(?:rate_)?interval(?:_ms)?)\}|(__(?:rate_)?interval(?:_ms)?))$/.exec(
    interval.trim(),
  )
  const name = builtIn?.[1] ?? builtIn?.[2]
  const own = name === undefined ? positive(parseInterval(interval)) : undefined
  const leastMs = own ?? panel.intervalMs
  // A least step is taken as it was written; only what is worked out gets rounded.
  const wantedMs = rangeMs / panel.points < leastMs ? leastMs : roundInterval(rangeMs / panel.points)
  const adjustedMs = Math.max(wantedMs, roundInterval(rangeMs / MOST_POINTS))
  if (name === '__rate_interval') {
    const ms = rateInterval(adjustedMs, scrapeIntervalMs)
    return { stepMs: ms, rateIntervalMs: ms }
  }
  const stepMs = Math.round(adjustedMs * (positive(intervalFactor) ?? 1))
  const scrapeMs = name === '__interval' ? stepMs : (own ?? scrapeIntervalMs)
  return { stepMs, rateIntervalMs: rateInterval(panel.intervalMs, scrapeMs) }
}

/** Both ends on a multiple of the step, counted from the reader's midnight, so that points stay where they are when time passes. */
export function alignRange(
  range: { readonly fromMs: number; readonly toMs: number },
  stepMs: number,
  zoneOffsetMs = 0,
): { fromMs: number; toMs: number } {
  const align = (ms: number): number => Math.floor((ms + zoneOffsetMs) / stepMs) * stepMs - zoneOffsetMs
  return { fromMs: align(range.fromMs), toMs: align(range.toMs) }
}

function positive(number: number | null | undefined): number | undefined {
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : undefined
}
