/** What is broken on purpose: chaos at the gateway, and the faults of game days with their ledger. */
import { startOutbox } from '../../../kit/events/outbox.ts'
import type { ServiceDefinition } from '../../../kit/kit.ts'
import { createChaos } from './chaos.ts'
import { type Announce, createFaultBoard } from './faults.ts'
import { createMetrics } from './metrics.ts'
import { addRoutes } from './routes.ts'
import { createStore } from './store.ts'

const SETTLE_EVERY_MS = 500

export function createChaosService({ settleEveryMs = SETTLE_EVERY_MS } = {}): ServiceDefinition {
  return {
    name: 'chaos-service',
    migrations: new URL('../migrations/', import.meta.url),
    async build(kit) {
      const { database, nowMs, log } = kit
      const store = createStore(database)
      const outbox = startOutbox(kit, 'chaos')
      const announce: Announce = async (queries, type, key, payload) =>
        void (await outbox(queries, { type, key, payload: { ...payload } }))

      const faults = createFaultBoard({
        database,
        store,
        announce,
        started: fault => metrics.faultStarted(fault),
        nowMs,
      })
      const metrics = createMetrics(kit, faults.active)

      for (const { fault, grade } of await faults.closeInterrupted()) {
        log.warn('a fault was still open from before', { fault, grade })
      }
      // Its settings stay; that it is on does not outlive the process: who forgot it yesterday has a healthy shop today.
      const configuration = { ...(await store.configuration()), enabled: false }
      const chaos = createChaos({ configuration, database, store, announce, metrics, nowMs })
      addRoutes(kit, { chaos, faults, ledger: store.ledger })

      kit.every(settleEveryMs, () => faults.settle())
      // Before the outbox stops, so that others hear of it.
      kit.onStop(async () => {
        try {
          await faults.endAll('service_stopped')
        } catch (error) {
          log.error('faults are over, and the ledger learns it at the next start', error)
        }
      })
    },
  }
}

export const chaosService = createChaosService()
