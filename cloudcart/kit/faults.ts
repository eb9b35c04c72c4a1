/**
 * What is broken on purpose, as this service knows it: asked of the chaos service every few seconds. When that can't be reached for a
 * while, or a fault's time is over, nothing is broken any more: an exercise never outlives the one who started it.
 */
import { type ActiveFault, CHAOS_STATE_PATH, type ChaosState } from '../contracts/chaos-state.ts'
import { NO_CHAOS } from '../contracts/events.ts'
import type { FaultName, Grade } from '../contracts/faults.ts'
import type { Call } from './call.ts'

export interface Faults {
  /** 0 when the fault isn't on. */
  grade(fault: FaultName): Grade
  /** Whether it hits this time, by chance of its grade. */
  hits(fault: FaultName): boolean
  active(): readonly ActiveFault[]
  state(): ChaosState
}

export const NOTHING_BROKEN: ChaosState = { chaos: NO_CHAOS, faults: [], injections: [] }
const FORGOTTEN_AFTER_MS = 10_000

export interface FaultWatch extends Faults {
  refresh(): Promise<void>
}

export function watchFaults(
  call: Call,
  nowMs: () => number = Date.now,
  chance: () => number = Math.random,
): FaultWatch {
  let known = NOTHING_BROKEN
  let knownSinceMs = nowMs()
  const current = (): ChaosState => (nowMs() - knownSinceMs > FORGOTTEN_AFTER_MS ? NOTHING_BROKEN : known)
  const active = () => current().faults.filter(each => each.endMs > nowMs())
  const grade = (fault: FaultName): Grade => active().find(each => each.fault === fault)?.grade ?? 0
  return {
    grade,
    hits: fault => {
      const share = grade(fault)
      return share > 0 && chance() < share
    },
    active,
    state: () => ({
      ...current(),
      faults: active(),
      injections: current().injections.filter(each => each.endMs > nowMs()),
    }),
    async refresh() {
      try {
        const answer = await call('chaos-service', {
          method: 'GET',
          path: CHAOS_STATE_PATH,
          quiet: true,
          timeoutMs: 2_000,
        })
        if (answer.status !== 200) return
        known = answer.json<ChaosState>()
        knownSinceMs = nowMs()
      } catch {
        // Nobody there: what was known is forgotten after a while.
      }
    },
  }
}
