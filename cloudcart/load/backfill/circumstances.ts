/** What all series of the past share: whose they are, and how long things take while much or little is going on. */
import { SERVICE_PORTS, type ServiceName } from '../../contracts/services.ts'
import type { Labels } from './tracks.ts'
import type { Past, Traffic } from './traffic.ts'

export const JOB = 'cloudcart-services'

export type Flow = (traffic: Traffic) => number

/** The target's labels. */
export function targetOf(service: ServiceName, labels: Labels = {}): Labels {
  return { job: JOB, instance: `localhost:${SERVICE_PORTS[service]}`, ...labels }
}

/** The more people, the longer each waits; a little. */
export function busier(seconds: number): (past: Past) => number {
  return ({ busy }) => seconds * (0.85 + 0.15 * busy)
}

export const paying = (seconds: number) => (past: Past) => busier(seconds)(past) * past.trouble.paymentsSlower
export const looking = (seconds: number) => (past: Past) =>
  busier(seconds)(past) * past.trouble.productsSlower
