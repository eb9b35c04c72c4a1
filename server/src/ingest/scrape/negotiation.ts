/** Which formats a scrape asks for, and which one came. */
import type { NameEscaping, ScrapeProtocol } from '../../config/prometheus/types.ts'
import { ScrapeError } from './scrape-error.ts'

const MEDIA_TYPES: Readonly<Record<ScrapeProtocol, string>> = {
  PrometheusProto:
    'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
  'PrometheusText0.0.4': 'text/plain;version=0.0.4',
  'PrometheusText1.0.0': 'text/plain;version=1.0.0',
  'OpenMetricsText0.0.1': 'application/openmetrics-text;version=0.0.1',
  'OpenMetricsText1.0.0': 'application/openmetrics-text;version=1.0.0',
}

/** Only these say how names outside of the old character set are to be spelled. */
const ESCAPES: ReadonlySet<ScrapeProtocol> = new Set<ScrapeProtocol>([
  'PrometheusText1.0.0',
  'OpenMetricsText1.0.0',
])

/** The Accept header, as Prometheus writes it: the most wanted first, and in the end whatever there is. */
export function acceptHeader(protocols: readonly ScrapeProtocol[], escaping: NameEscaping): string {
  let weight = Object.keys(MEDIA_TYPES).length + 1
  const values = protocols.map(protocol => {
    const escapes = ESCAPES.has(protocol) ? `;escaping=${escaping}` : ''
    return `${MEDIA_TYPES[protocol]}${escapes};q=0.${weight--}`
  })
  return [...values, `*/*;q=0.${weight}`].join(',')
}

export type ExpositionFormat = 'prometheus-text' | 'openmetrics' | 'protobuf'

const FORMATS: Readonly<Record<string, ExpositionFormat>> = {
  'text/plain': 'prometheus-text',
  'application/openmetrics-text': 'openmetrics',
  'application/vnd.google.protobuf': 'protobuf',
}

const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+$/

/** The format of a body by its Content-Type, or by the job's fallback. Prometheus 3 guesses no more than that. */
export function expositionFormat(
  contentType: string,
  fallback: ScrapeProtocol | undefined,
): ExpositionFormat {
  const mediaType = contentType.split(';', 1)[0]!.trim().toLowerCase()
  const known = FORMATS[mediaType]
  if (known !== undefined) return known
  if (fallback !== undefined) return FORMATS[MEDIA_TYPES[fallback].split(';', 1)[0]!]!
  const missing = 'and no fallback_scrape_protocol specified for target'
  if (contentType.trim() === '') {
    throw new ScrapeError('format', `non-compliant scrape target sending blank Content-Type ${missing}`)
  }
  const what = MEDIA_TYPE.test(mediaType) ? 'received unsupported' : 'cannot parse'
  throw new ScrapeError(
    'format',
    `${what} Content-Type ${JSON.stringify(contentType.slice(0, 200))} ${missing}`,
  )
}
