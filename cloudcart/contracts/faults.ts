/**
 * The faults of a game day: what a person can break, each in three grades. Names are stable (dashboards, ledgers and scenarios speak of
 * them); where a fault acts is said by the services that ask `kit.faults` for it.
 */
import type { ServiceName } from './services.ts'

export const GRADES = [0.1, 0.5, 1] as const
export type Grade = 0 | (typeof GRADES)[number]

export interface FaultDefinition {
  readonly title: string
  /** What a person would see, in a sentence. */
  readonly story: string
  /** Where it acts; `load` is the generator of visitors. */
  readonly target: ServiceName | 'load'
}

export const FAULTS = {
  'payment-outage': {
    title: 'Payment outage',
    story: 'The bank behind payments answers with errors, for the graded share of payments.',
    target: 'payment-service',
  },
  'slow-database': {
    title: 'Slow database',
    story: 'Every statement of the order database waits, up to 2.5 seconds at full grade.',
    target: 'order-service',
  },
  'bad-deployment': {
    title: 'Bad deployment',
    story:
      'A new version of the product service fails for the graded share of requests, until it is rolled back.',
    target: 'product-service',
  },
  'credential-stuffing': {
    title: 'Credential stuffing',
    story: 'Somebody tries stolen passwords from many addresses, many times a second.',
    target: 'load',
  },
  'cache-stampede': {
    title: 'Cache stampede',
    story:
      "The gateway's cache forgets the graded share of what it is asked for, and all go to the product service.",
    target: 'api-gateway',
  },
  'stuck-consumer': {
    title: 'Stuck consumer',
    story: 'The notification worker takes events slowly, at full grade not at all; they wait.',
    target: 'notification-worker',
  },
  'memory-leak': {
    title: 'Memory leak',
    story: 'The inventory service keeps what it should forget, up to 200 MB at full grade.',
    target: 'inventory-service',
  },
  'oversell-attempt': {
    title: 'Oversell attempt',
    story: 'A crowd buys the last pieces of one product at the same moment, again and again.',
    target: 'load',
  },
  'cardinality-bomb': {
    title: 'Cardinality bomb',
    story: 'A label of the user service takes a new value with each request, up to 2,000 of them.',
    target: 'user-service',
  },
  'log-flood': {
    title: 'Log flood',
    story: 'The product service writes hundreds of lines a second that say nothing.',
    target: 'product-service',
  },
  'retry-storm': {
    title: 'Cascade with retry storm',
    story:
      'The inventory service is slow and fails, its callers try again and again, and the trouble climbs up to the gateway.',
    target: 'inventory-service',
  },
} as const satisfies Record<string, FaultDefinition>

export type FaultName = keyof typeof FAULTS
export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[]

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name)
}
