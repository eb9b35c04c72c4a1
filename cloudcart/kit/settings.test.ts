import { describe, expect, it } from 'vitest'
import { settingsFrom } from './settings.ts'

describe('settings', () => {
  it('need nothing: loopback, the usual port, everything in the process', () => {
    expect(settingsFrom({}, 'order-service')).toMatchObject({
      host: '127.0.0.1',
      port: 8003,
      databaseUrl: undefined,
      kafkaBrokers: undefined,
      redisUrl: undefined,
      otlpEndpoint: undefined,
      traceRatio: 1,
    })
    expect(settingsFrom({}, 'order-service').urlOf('payment-service')).toBe('http://127.0.0.1:8005')
  })

  it('name peers, version and where telemetry goes', () => {
    const settings = settingsFrom(
      {
        PORT: '9000',
        PAYMENT_SERVICE_URL: 'http://pay:1',
        APP_VERSION: '2.1.0',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
        OTEL_TRACES_SAMPLER_ARG: '0.1',
      },
      'order-service',
    )
    expect(settings).toMatchObject({
      port: 9000,
      version: '2.1.0',
      otlpEndpoint: 'http://127.0.0.1:4318',
      traceRatio: 0.1,
    })
    expect(settings.urlOf('payment-service')).toBe('http://pay:1')
  })

  it('refuse nonsense in words', () => {
    expect(() => settingsFrom({ PORT: 'http' }, 'user-service')).toThrow(
      'PORT is "http": a whole number from 0 to 65535 is expected',
    )
    expect(() => settingsFrom({ OTEL_TRACES_SAMPLER_ARG: 'abc' }, 'user-service')).toThrow(
      'OTEL_TRACES_SAMPLER_ARG is "abc": a number from 0 to 1 is expected',
    )
    expect(() => settingsFrom({ LOG_LEVEL: 'loud' }, 'user-service')).toThrow(
      'LOG_LEVEL is "loud": one of debug, info, warn, error, silent is expected',
    )
  })

  it('keep the default secrets on this machine', () => {
    expect(() => settingsFrom({ HOST: '0.0.0.0' }, 'user-service')).toThrow(
      'beyond loopback ADMIN_PASSWORD and JWT_SECRET must be given',
    )
    const given = { HOST: '0.0.0.0', ADMIN_PASSWORD: 'long enough', JWT_SECRET: 'also long enough' }
    expect(settingsFrom(given, 'user-service').host).toBe('0.0.0.0')
  })
})
