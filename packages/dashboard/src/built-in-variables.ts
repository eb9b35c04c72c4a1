/** The variables that each text has, whatever the dashboard defines: the range, the step, the dashboard itself. */
import { encodeStrictly, formatValue } from './format-value.ts'
import type { Scope, ScopedValue } from './scope.ts'
import { durationText, intervalText, rateInterval } from './steps.ts'
import { valuesForUrl } from './url-variables.ts'

export interface BuiltIn {
  readonly text: string
  /** It goes in as it is, whatever the format. */
  readonly written?: boolean
}

/** Offered where people write queries. */
export const QUERY_VARIABLES: readonly (readonly [name: string, says: string])[] = [
  ['$__rate_interval', 'A window for rate() and increase() that has enough samples in it at every step'],
  ['$__interval', 'The step: how far apart the points lie'],
  ['$__range', 'The whole time range'],
  ['$__interval_ms', 'The step in milliseconds'],
  ['$__rate_interval_ms', 'The window for rates in milliseconds'],
  ['$__range_s', 'The time range in seconds'],
  ['$__range_ms', 'The time range in milliseconds'],
]

/** Undefined where there is no such variable. */
export function builtIn(name: string, path: string | undefined, scope: Scope): BuiltIn | undefined {
  const { range, intervalMs, scrapeIntervalMs, dashboard, urlRange } = scope
  const rangeMs = range.toMs - range.fromMs
  const rateMs = scope.rateIntervalMs ?? rateInterval(intervalMs, scrapeIntervalMs)
  switch (name) {
    case '__interval':
      return { text: intervalText(intervalMs) }
    case '__interval_ms':
      return { text: String(Math.round(intervalMs)) }
    case '__rate_interval':
      return { text: durationText(rateMs) }
    case '__rate_interval_ms':
      return { text: String(Math.round(rateMs)) }
    case '__range':
      return { text: `${Math.round(rangeMs / 1_000)}s` }
    case '__range_s':
      return { text: String(Math.round(rangeMs / 1_000)) }
    case '__range_ms':
      return { text: String(Math.round(rangeMs)) }
    case '__from':
      return { text: String(Math.round(range.fromMs)) }
    case '__to':
      return { text: String(Math.round(range.toMs)) }
    case '__timezone':
      return { text: scope.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone }
    case '__dashboard':
      if (dashboard === undefined) return undefined
      return { text: path === 'uid' ? (dashboard.uid ?? '') : dashboard.title }
    case '__url_time_range': {
      const { from, to } = urlRange ?? { from: String(range.fromMs), to: String(range.toMs) }
      return { text: `from=${encodeStrictly(from)}&to=${encodeStrictly(to)}`, written: true }
    }
    case '__all_variables':
      return { text: allVariables(scope), written: true }
    default:
      return undefined
  }
}

function allVariables(scope: Scope): string {
  return Object.entries(scope.variables)
    .map(([name, value]) => queryParameter(name, value, scope))
    .join('&')
}

/** `All` stands in addresses as itself, so that it still means all of them when there are more. */
export function queryParameter(name: string, value: ScopedValue, scope: Scope): string {
  const { multi = false, text } = value
  return formatValue(valuesForUrl(value), 'queryparam', { name, text, multi, zone: scope.zone })
}
