/** Who the shop's people are, and whether they are who they say. */
import { startOutbox } from '../../../kit/events/outbox.ts'
import type { Kit, ServiceDefinition } from '../../../kit/kit.ts'
import { armCardinalityBomb } from './cardinality-bomb.ts'
import { openDemoAccounts } from './demo-accounts.ts'
import { createMetrics } from './metrics.ts'
import { createPasswords } from './password.ts'
import { createPresence } from './presence.ts'
import { addRoutes } from './routes.ts'
import { createStore } from './store.ts'
import { type Announce, createUsers, type UsersNeeds } from './users.ts'

const COUNT_EVERY_MS = 5_000
const ACTIVE_MS = 15 * 60_000
/** Beyond these, mentions are dropped: a log that hangs must not fill the memory. */
const MOST_MENTIONS_WAITING = 100

export function createUserService({ countEveryMs = COUNT_EVERY_MS } = {}): ServiceDefinition {
  return {
    name: 'user-service',
    migrations: new URL('../migrations/', import.meta.url),
    async build(kit) {
      const { database, tokens, settings, nowMs, log } = kit
      const metrics = createMetrics(kit)

      const store = createStore(database)
      const passwords = createPasswords({ hashed: metrics.hashed, compared: metrics.compared })
      await openDemoAccounts({ store, passwords, adminPassword: settings.adminPassword, nowMs })

      const outbox = startOutbox(kit, 'users')
      const announce: Announce = async (queries, type, userId, payload) =>
        void (await outbox(queries, { type, key: userId, payload }))
      const presence = createPresence(store, nowMs)
      const users = createUsers({
        database,
        store,
        passwords,
        presence,
        tokens,
        metrics,
        announce,
        mention: mentioner(kit),
        nowMs,
      })
      addRoutes(kit, users, presence, metrics)
      armCardinalityBomb(kit)

      const count = async (): Promise<void> => {
        await presence.write()
        metrics.counted(await store.counts(nowMs() - ACTIVE_MS))
      }
      await count()
      kit.every(countEveryMs, count)
      kit.onStop(() => presence.write().catch(error => log.error('who was here last is not known', error)))
    },
  }
}

export const userService = createUserService()

function mentioner({ events, log }: Kit): UsersNeeds['mention'] {
  let waiting = 0
  return (type, key, payload) => {
    if (waiting >= MOST_MENTIONS_WAITING) return
    waiting++
    events
      .publish('users', [{ type, key, payload }])
      .catch(error => log.error(`${type} could not be published`, error))
      .finally(() => waiting--)
  }
}
