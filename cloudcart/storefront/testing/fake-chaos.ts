/** Chaos of the fake shop: it remembers what was switched on, and breaks nothing. */
import type { FastifyInstance } from 'fastify'
import type { ActiveFault, ActiveInjection } from '../../contracts/chaos-state.ts'
import { NO_CHAOS } from '../../contracts/events.ts'
import { FAULTS, type FaultName, type Grade } from '../../contracts/faults.ts'
import type { FakeUsers } from './fake-users.ts'

export interface FakeLedgerEntry {
  readonly id: string
  readonly fault: string
  readonly target: string
  readonly grade: number
  readonly startedAt: string
  readonly endsAt: string
  endedAt: string | null
  outcome: string | null
  readonly startedBy: string
}

export interface FakeChaos {
  readonly active: Map<string, ActiveFault>
  readonly ledger: FakeLedgerEntry[]
  start(name: FaultName, grade: Exclude<Grade, 0>, seconds: number, atMs?: number): ActiveFault
  end(name: string, atMs?: number): void
}

export function addChaos(app: FastifyInstance, users: FakeUsers): FakeChaos {
  const active = new Map<string, ActiveFault>()
  const ledger: FakeLedgerEntry[] = []
  let injections: ActiveInjection[] = []
  let chaos = NO_CHAOS

  const end: FakeChaos['end'] = (name, atMs = Date.now()) => {
    active.delete(name)
    const entry = ledger.find(each => each.fault === name && each.endedAt === null)
    if (entry !== undefined) Object.assign(entry, { endedAt: new Date(atMs).toISOString(), outcome: 'ended' })
  }
  const start: FakeChaos['start'] = (name, grade, seconds, atMs = Date.now()) => {
    end(name, atMs)
    const { target } = FAULTS[name]
    const fault: ActiveFault = { fault: name, target, grade, startMs: atMs, endMs: atMs + seconds * 1000 }
    active.set(name, fault)
    ledger.unshift({
      id: `${ledger.length}`,
      ...{ fault: name, target, grade },
      startedAt: new Date(atMs).toISOString(),
      endsAt: new Date(fault.endMs).toISOString(),
      endedAt: null,
      outcome: null,
      startedBy: 'u-1',
    })
    return fault
  }

  app.register(
    async admins => {
      admins.addHook('onRequest', async request => void users.admin(request))
      admins.get('/status', async () => ({ chaos, faults: [...active.values()], injections }))
      admins.get('/ledger', async () => ({ entries: ledger }))
      for (const enabled of [true, false]) {
        admins.post(enabled ? '/enable' : '/disable', async () => {
          chaos = { ...chaos, enabled }
          return chaos
        })
      }
      admins.put<{ Body: Omit<typeof NO_CHAOS, 'enabled'> }>('/config', async ({ body }) => {
        chaos = { ...body, enabled: chaos.enabled }
        return chaos
      })
      admins.post<{ Params: { kind: ActiveInjection['kind']; seconds: number }; Body: { seconds: number } }>(
        '/inject/:kind',
        async ({ params: { kind }, body: { seconds } }) => {
          const injection = { kind, latencyMs: 900, code: 503, endMs: Date.now() + seconds * 1000 }
          injections = [injection]
          return injection
        },
      )
      admins.post<{ Params: { name: FaultName }; Body: { grade: Exclude<Grade, 0>; seconds: number } }>(
        '/faults/:name',
        (request, reply) =>
          reply.code(201).send(start(request.params.name, request.body.grade, request.body.seconds)),
      )
      admins.delete<{ Params: { name: string } }>('/faults/:name', async ({ params }) => {
        end(params.name)
        return { ended: [] }
      })
      admins.delete('/faults', async () => {
        for (const name of [...active.keys()]) end(name)
        injections = []
        return { ended: [] }
      })
    },
    { prefix: '/api/chaos' },
  )
  return { active, ledger, start, end }
}
