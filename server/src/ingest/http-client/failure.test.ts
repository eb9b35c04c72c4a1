import { describe, expect, it } from 'vitest'
import { explainFailure, HttpFailure } from './failure.ts'

function coded(code: string, more: object = {}): Error {
  return Object.assign(new Error('raw words'), { code, ...more })
}

describe('explainFailure', () => {
  it('says what a server that wants a client certificate wants', () => {
    for (const code of [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
    ]) {
      const failure = explainFailure(coded(code), 'node:9100')
      expect(failure.kind).toBe('tls')
      expect(failure.message).toMatch(
        /^TLS: node:9100 asks for a client certificate; give tls_config\.cert_file/,
      )
    }
  })

  it("gives OpenSSL's reason rather than its file names", () => {
    const failure = explainFailure(
      coded('ERR_SSL_BAD_RECORD_TYPE', { reason: 'bad record type' }),
      'node:9100',
    )
    expect(failure.message).toBe('TLS: the handshake with node:9100 failed: bad record type')
  })

  it('finds the reason inside of what wraps it', () => {
    const refused = coded('ECONNREFUSED')
    const both = new AggregateError([refused, coded('ENETUNREACH')], 'all failed')
    expect(explainFailure(new Error('outer', { cause: both }), 'node:9100').message).toBe(
      'connection refused by node:9100: nothing listens there',
    )
  })

  it('passes on what is explained already, and keeps the words of what it does not know', () => {
    const known = new HttpFailure('timeout', 'timed out')
    expect(explainFailure(known, 'x')).toBe(known)
    const unknown = explainFailure(coded('EWEIRD'), 'node:9100')
    expect(unknown.message).toBe('the request to node:9100 failed: raw words')
    expect((unknown.cause as { code: string }).code).toBe('EWEIRD')
  })

  it('comes to an end with a cause that is its own cause', () => {
    const error = new Error('loop')
    error.cause = error
    expect(explainFailure(error, 'x').kind).toBe('connect')
  })
})
