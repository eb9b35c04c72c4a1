/** How a variable's value is written into a text: the formats after the colon of `${name:format}`, as Grafana has them. */
import { formatDate } from './format-date.ts'

export type FormattedValue = string | readonly string[]

export interface FormatOptions {
  readonly name: string
  /** As the reader sees it. */
  readonly text: FormattedValue
  /** It may take several values, or `All`. */
  readonly multi: boolean
  readonly zone: string | undefined
}

/** `format` may have arguments: `date:YYYY-MM`. What isn't known is written as `glob`. */
export function formatValue(value: FormattedValue, format: string, options: FormatOptions): string {
  const [kind, ...args] = format.split(':')
  const one = typeof value === 'string'
  switch (kind) {
    case 'promql':
      return options.multi ? pattern(value, forPattern) : one ? forString(value) : pattern(value, forPattern)
    case 'raw':
    case 'csv':
      return listed(value, ',')
    case 'pipe':
      return listed(value, '|')
    case 'regex':
      return pattern(value, escapeRegex)
    case 'lucene':
      if (one) return escapeLucene(value)
      return value.length === 0
        ? '__empty__'
        : `(${value.map(each => `"${escapeLucene(each)}"`).join(' OR ')})`
    case 'distributed':
      return one ? value : value.map((each, i) => (i === 0 ? each : `${options.name}=${each}`)).join(',')
    case 'html':
      return escapeHtml(listed(value, ', '))
    case 'json':
      return one ? value : JSON.stringify(value)
    case 'percentencode':
      return encodeStrictly(one ? value : `{${value.join(',')}}`)
    case 'uriencode':
      return encodeSpecial(encodeURI(wellFormed(one ? value : `{${value.join(',')}}`)))
    case 'singlequote':
      return each(value, text => `'${text.replaceAll("'", "\\'")}'`)
    case 'doublequote':
      return each(value, text => `"${text.replaceAll('"', '\\"')}"`)
    case 'sqlstring':
      return each(value, text => `'${text.replaceAll("'", "''").replaceAll('"', '\\"')}'`)
    case 'join':
      return listed(value, args[0] ?? ',')
    case 'date':
      return dateText(one ? value : (value[0] ?? ''), args, options.zone)
    case 'text':
      return listed(options.text, ' + ')
    case 'queryparam':
      return queryParameters(`var-${options.name}`, '', value)
    case 'customqueryparam':
      return queryParameters(encodeStrictly(args[0] || options.name), encodeStrictly(args[1] ?? ''), value)
    default:
      return one ? value : value.length === 1 ? value[0]! : value.length === 0 ? '' : `{${value.join(',')}}`
  }
}

function listed(value: FormattedValue, between: string): string {
  return typeof value === 'string' ? value : value.join(between)
}

function each(value: FormattedValue, write: (text: string) => string): string {
  return typeof value === 'string' ? write(value) : value.map(write).join(',')
}

function pattern(value: FormattedValue, write: (text: string) => string): string {
  if (typeof value === 'string') return write(value)
  const escaped = value.map(write)
  return escaped.length === 1 ? escaped[0]! : `(${escaped.join('|')})`
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&')
}

/** Within a quoted text of PromQL that is a regular expression, so that each backslash is written twice. */
function forPattern(text: string): string {
  return text
    .replaceAll('\\', '\\\\\\\\')
    .replaceAll('"', '\\\\\\"')
    .replace(/[$^*{}[\]'+?.()|]/g, '\\\\$&')
}

/** Within a quoted text of PromQL. A whole matcher (`job="api"`) goes in as it is. */
function forString(text: string): string {
  if (/^\w+(=|!=|=~|!~)".*"$/.test(text)) return text
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
}

function escapeLucene(text: string): string {
  return Number.isNaN(Number(text)) ? text.replace(/[!*+\-=<>\s&|()[\]{}^~?:\\/"]/g, '\\$&') : text
}

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, sign => HTML[sign]!)
}

/** Also what encodeURIComponent leaves: ! ' ( ) and *. */
export function encodeStrictly(text: string): string {
  return encodeSpecial(encodeURIComponent(wellFormed(text)))
}

function encodeSpecial(text: string): string {
  return text.replace(/[!'()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Half of a pair of surrogates can't be encoded. */
function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')
}

function queryParameters(name: string, prefix: string, value: FormattedValue): string {
  const values = typeof value === 'string' ? [value] : value
  return values.map(each => `${name}=${prefix}${encodeStrictly(each)}`).join('&')
}

function dateText(value: string, args: readonly string[], zone: string | undefined): string {
  const atMs = Number.parseInt(value, 10)
  if (Number.isNaN(atMs)) return 'NaN'
  switch (args[0] ?? 'iso') {
    case 'ms':
      return value
    case 'seconds':
      return String(Math.round(atMs / 1_000))
    case 'iso':
      return Math.abs(atMs) > 8.64e15 ? 'Invalid date' : new Date(atMs).toISOString()
    default:
      return formatDate(atMs, args.join(':'), zone)
  }
}
