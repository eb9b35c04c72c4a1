/** What a service can be told from outside. The only place that reads the environment. */
import { randomBytes } from 'node:crypto'
import { SERVICE_NAMES, SERVICE_PORTS, type ServiceName } from '../contracts/services.ts'

export interface Settings {
  readonly host: string
  readonly port: number
  /** What stands in logs and traces as the version of the service. */
  readonly version: string
  readonly logLevel: LogLevel
  /** Where a peer listens; asked at each call, because in one process with free ports it is known late. */
  readonly urlOf: (service: ServiceName) => string
  /** Signs tokens. All services of one company share it. */
  readonly jwtSecret: string
  /** Services show it to each other at routes that are not for the public. */
  readonly internalToken: string
  /** PostgreSQL; SQLite in `dataDir` where it is missing. */
  readonly databaseUrl: string | undefined
  readonly redisUrl: string | undefined
  readonly kafkaBrokers: string | undefined
  /** Folder of SQLite files and of the local event log; undefined keeps all in memory. */
  readonly dataDir: string | undefined
  /** Where traces and logs go, as OpenTelemetry's own variables say it. */
  readonly otlpEndpoint: string | undefined
  /** The share of traces that are kept, 0 to 1. */
  readonly traceRatio: number
  readonly slackWebhookUrl: string | undefined
  readonly smtpUrl: string | undefined
  /** Password of the demo's admin account. */
  readonly adminPassword: string
  /** How long a confirmed order takes to be shipped, and a shipped one to arrive. */
  readonly shippingMs: number
  readonly deliveryMs: number
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export class SettingsError extends Error {}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/

/** A random secret is fine within one process; services that run apart have to be given the same. */
const RUN_SECRET = randomBytes(32).toString('base64url')

export function settingsFrom(env: NodeJS.ProcessEnv, name: ServiceName): Settings {
  const host = env.HOST ?? '127.0.0.1'
  if (!LOOPBACK.test(host) && (env.ADMIN_PASSWORD === undefined || env.JWT_SECRET === undefined)) {
    throw new SettingsError(
      `HOST is ${JSON.stringify(host)}: beyond loopback ADMIN_PASSWORD and JWT_SECRET must be given, the defaults are for one machine`,
    )
  }
  const urls = new Map(
    SERVICE_NAMES.map(service => [
      service,
      env[`${service.toUpperCase().replaceAll('-', '_')}_URL`] ??
        `http://127.0.0.1:${SERVICE_PORTS[service]}`,
    ]),
  )
  return {
    host,
    port: numberFrom(env, 'PORT', SERVICE_PORTS[name], 0, 65_535),
    version: env.APP_VERSION ?? '1.0.0',
    logLevel: levelFrom(env.LOG_LEVEL),
    urlOf: service => urls.get(service)!,
    jwtSecret: env.JWT_SECRET ?? RUN_SECRET,
    internalToken: env.INTERNAL_TOKEN ?? env.JWT_SECRET ?? RUN_SECRET,
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    kafkaBrokers: env.KAFKA_BROKERS,
    dataDir: env.CLOUDCART_DATA,
    otlpEndpoint: env.OTEL_SDK_DISABLED === 'true' ? undefined : env.OTEL_EXPORTER_OTLP_ENDPOINT,
    traceRatio: shareFrom(env, 'OTEL_TRACES_SAMPLER_ARG', 1),
    slackWebhookUrl: env.SLACK_WEBHOOK_URL,
    smtpUrl: env.SMTP_URL,
    adminPassword: env.ADMIN_PASSWORD ?? 'cloudcart-demo',
    shippingMs: numberFrom(env, 'SHIPPING_MS', 45_000, 0, 1e12),
    deliveryMs: numberFrom(env, 'DELIVERY_MS', 90_000, 0, 1e12),
  }
}

function numberFrom(
  env: NodeJS.ProcessEnv,
  key: string,
  missing: number,
  least: number,
  most: number,
): number {
  const text = env[key]
  if (text === undefined || text === '') return missing
  const number = Number(text)
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new SettingsError(
      `${key} is ${JSON.stringify(text)}: a whole number from ${least} to ${most} is expected`,
    )
  }
  return number
}

function shareFrom(env: NodeJS.ProcessEnv, key: string, missing: number): number {
  const text = env[key]
  if (text === undefined || text === '') return missing
  const share = Number(text)
  if (!(share >= 0 && share <= 1)) {
    throw new SettingsError(`${key} is ${JSON.stringify(text)}: a number from 0 to 1 is expected`)
  }
  return share
}

function levelFrom(text: string | undefined): LogLevel {
  const level = (text ?? 'info').toLowerCase()
  const known = LOG_LEVELS.find(each => each === level)
  if (known === undefined)
    throw new SettingsError(
      `LOG_LEVEL is ${JSON.stringify(text)}: one of ${LOG_LEVELS.join(', ')} is expected`,
    )
  return known
}
