import type { ActiveFault, ActiveInjection } from '../../../contracts/chaos-state.ts'
import type { ChaosConfiguration } from '../../../contracts/events.ts'
import type { FaultName, Grade } from '../../../contracts/faults.ts'
import type { Call } from './call.ts'

/** What is injected right now. */
export interface ChaosStatus {
  readonly chaos: ChaosConfiguration
  readonly faults: readonly ActiveFault[]
  readonly injections: readonly ActiveInjection[]
}

export interface LedgerEntry {
  readonly id: string
  readonly fault: string
  readonly target: string
  readonly grade: number
  readonly startedAt: string
  readonly endsAt: string
  /** Null while it lasts. */
  readonly endedAt: string | null
  /** How it ended. */
  readonly outcome: string | null
}

export type ChaosSettings = Pick<ChaosConfiguration, 'latency' | 'error' | 'timeout'>
export type InjectionKind = ActiveInjection['kind'] | 'random'

const CHAOS = '/api/chaos'

export function chaosStatus(call: Call): Promise<ChaosStatus> {
  return call('GET', `${CHAOS}/status`)
}

export async function chaosLedger(call: Call): Promise<readonly LedgerEntry[]> {
  const { entries } = await call<{ entries: readonly LedgerEntry[] }>('GET', `${CHAOS}/ledger`, {
    query: { limit: 50 },
  })
  return entries
}

export function switchChaos(call: Call, on: boolean): Promise<unknown> {
  return call('POST', `${CHAOS}/${on ? 'enable' : 'disable'}`)
}

export function configureChaos(call: Call, settings: ChaosSettings): Promise<unknown> {
  return call('PUT', `${CHAOS}/config`, { body: settings })
}

export function startFault(
  call: Call,
  fault: FaultName,
  grade: Exclude<Grade, 0>,
  seconds: number,
): Promise<unknown> {
  return call('POST', `${CHAOS}/faults/${fault}`, { body: { grade, seconds } })
}

export function endFault(call: Call, fault: FaultName): Promise<unknown> {
  return call('DELETE', `${CHAOS}/faults/${fault}`)
}

export function inject(call: Call, kind: InjectionKind, seconds: number): Promise<unknown> {
  return call('POST', `${CHAOS}/inject/${kind}`, { body: { seconds } })
}

/** Everything as if nothing had ever been broken. */
export async function revertEverything(call: Call): Promise<void> {
  await call('DELETE', `${CHAOS}/faults`)
  await switchChaos(call, false)
}
