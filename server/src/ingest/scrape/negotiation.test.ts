import { describe, expect, it } from 'vitest'
import { PROTOBUF_FIRST, SCRAPE_PROTOCOLS } from '../../config/prometheus/defaults.ts'
import { acceptHeader, expositionFormat } from './negotiation.ts'

describe('what a scrape asks for', () => {
  it('is what Prometheus asks for', () => {
    expect(acceptHeader(SCRAPE_PROTOCOLS, 'allow-utf-8')).toBe(
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,' +
        'application/openmetrics-text;version=0.0.1;q=0.5,' +
        'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,' +
        'text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
    )
    expect(acceptHeader(PROTOBUF_FIRST, 'underscores')).toMatch(
      /^application\/vnd\.google\.protobuf;proto=io\.prometheus\.client\.MetricFamily;encoding=delimited;q=0\.6,.*escaping=underscores.*\*\/\*;q=0\.1$/,
    )
  })
})

describe('what came', () => {
  it.each([
    ['text/plain; version=0.0.4; charset=utf-8', 'prometheus-text'],
    ['Text/Plain', 'prometheus-text'],
    ['application/openmetrics-text; version=1.0.0', 'openmetrics'],
    [
      'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
      'protobuf',
    ],
  ])('%s is read as %s', (contentType, format) => {
    expect(expositionFormat(contentType, undefined)).toBe(format)
  })

  it.each([
    [
      '',
      'non-compliant scrape target sending blank Content-Type and no fallback_scrape_protocol specified for target',
    ],
    [
      'text/html',
      'received unsupported Content-Type "text/html" and no fallback_scrape_protocol specified for target',
    ],
    ['???', 'cannot parse Content-Type "???" and no fallback_scrape_protocol specified for target'],
  ])('%j is refused without a fallback and read as the fallback with one', (contentType, message) => {
    expect(() => expositionFormat(contentType, undefined)).toThrow(message)
    expect(expositionFormat(contentType, 'PrometheusText0.0.4')).toBe('prometheus-text')
  })
})
