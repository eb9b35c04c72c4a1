/** Chaos and faults over HTTP: for admins, and their state for the other services. */
import { CHAOS_STATE_PATH, type ChaosState } from '../../../contracts/chaos-state.ts'
import { FAULT_NAMES, FAULTS, type FaultName, isFaultName } from '../../../contracts/faults.ts'
import { adminOnly, identityOf, internalOnly } from '../../../kit/guards.ts'
import type { Kit } from '../../../kit/kit.ts'
import { Problem } from '../../../kit/problem.ts'
import type { Chaos } from './chaos.ts'
import type { FaultBoard } from './faults.ts'
import {
  Configuration,
  ConfigurationAnswer,
  EndAnswer,
  FaultParams,
  FaultStart,
  FaultsAnswer,
  INJECTIONS,
  InjectionAnswer,
  LedgerAnswer,
  LedgerSearch,
  NoQuery,
  Nothing,
  StartAnswer,
  StateAnswer,
} from './shapes.ts'
import type { LedgerEntry, Store } from './store.ts'

export interface RoutesNeeds {
  readonly chaos: Chaos
  readonly faults: FaultBoard
  readonly ledger: Store['ledger']
}

export function addRoutes(kit: Kit, { chaos, faults, ledger }: RoutesNeeds): void {
  const { app, log } = kit
  const preHandler = adminOnly(kit)
  const state = (): ChaosState => ({
    chaos: chaos.configuration(),
    faults: faults.active(),
    injections: chaos.injections(),
  })

  app.get(
    CHAOS_STATE_PATH,
    {
      config: { quiet: true },
      preHandler: internalOnly(kit),
      schema: { querystring: NoQuery, response: { 200: StateAnswer } },
    },
    state,
  )
  app.get('/status', { preHandler, schema: { querystring: NoQuery, response: { 200: StateAnswer } } }, state)

  const switching = { preHandler, schema: { body: Nothing, response: { 200: ConfigurationAnswer } } }
  app.post('/enable', switching, request => chaos.enable(identityOf(request).userId))
  app.post('/disable', switching, request => chaos.disable(identityOf(request).userId))
  app.put(
    '/config',
    { preHandler, schema: { body: Configuration, response: { 200: ConfigurationAnswer } } },
    ({ body }) => chaos.configure(body),
  )
  for (const kind of ['latency', 'error', 'timeout', 'random'] as const) {
    app.post(
      `/inject/${kind}`,
      { preHandler, schema: { body: INJECTIONS[kind], response: { 201: InjectionAnswer } } },
      async ({ body }, reply) => reply.code(201).send(await chaos.inject({ kind, ...body })),
    )
  }

  app.get(
    '/faults',
    { preHandler, schema: { querystring: NoQuery, response: { 200: FaultsAnswer } } },
    () => ({
      faults: FAULT_NAMES.map(name => ({ name, ...FAULTS[name as FaultName] })),
      active: [...faults.active()],
    }),
  )
  app.post(
    '/faults/:name',
    { preHandler, schema: { params: FaultParams, body: FaultStart, response: { 201: StartAnswer } } },
    async (request, reply) => {
      const { grade, seconds } = request.body
      const started = await faults.start(
        faultOf(request.params.name),
        grade,
        seconds,
        identityOf(request).userId,
      )
      log.warn('a fault was started', { fault: started.fault, grade, seconds })
      return reply.code(201).send(started)
    },
  )
  app.delete(
    '/faults/:name',
    { preHandler, schema: { params: FaultParams, response: { 200: EndAnswer } } },
    async ({ params }) => {
      const ended = await faults.end(faultOf(params.name))
      return { ended: ended === undefined ? [] : [ended] }
    },
  )
  app.delete('/faults', { preHandler, schema: { response: { 200: EndAnswer } } }, async () => ({
    ended: [...(await faults.endAll('ended'))],
  }))
  app.get(
    '/ledger',
    { preHandler, schema: { querystring: LedgerSearch, response: { 200: LedgerAnswer } } },
    async ({ query: { before, limit } }) => {
      // One more than asked for tells whether there is another page.
      const found = await ledger(before, limit + 1)
      const shown = found.slice(0, limit)
      return {
        entries: shown.map(answerOf),
        ...(found.length > limit ? { next: shown.at(-1)!.id } : {}),
      }
    },
  )
}

function faultOf(name: string): FaultName {
  if (isFaultName(name)) return name
  throw new Problem(
    404,
    'no_such_fault',
    `There is no fault of this name; there are: ${FAULT_NAMES.join(', ')}.`,
  )
}

function answerOf({ startMs, plannedEndMs, endMs, ...entry }: LedgerEntry) {
  return {
    ...entry,
    startedAt: new Date(startMs).toISOString(),
    endsAt: new Date(plannedEndMs).toISOString(),
    endedAt: endMs === null ? null : new Date(endMs).toISOString(),
  }
}
