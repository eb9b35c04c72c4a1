/** What is broken on purpose right now, as the chaos service tells everybody who asks. */
import type { ChaosConfiguration } from './events.ts'
import type { FaultName, Grade } from './faults.ts'

export interface ActiveFault {
  readonly fault: FaultName
  readonly target: string
  readonly grade: Grade
  readonly startMs: number
  /** Over by itself then, whoever forgets it. */
  readonly endMs: number
}

/** A single injection by hand: it hits every request until it is over. */
export interface ActiveInjection {
  readonly kind: 'latency' | 'error' | 'timeout'
  readonly latencyMs: number
  readonly code: number
  readonly endMs: number
}

export interface ChaosState {
  readonly chaos: ChaosConfiguration
  readonly faults: readonly ActiveFault[]
  readonly injections: readonly ActiveInjection[]
}

export const CHAOS_STATE_PATH = '/internal/state'
