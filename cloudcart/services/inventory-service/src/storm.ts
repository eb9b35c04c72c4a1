/** The fault `retry-storm` as the inventory service has it: all answers are slow, and the graded share of them fails. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Faults } from '../../../kit/faults.ts'
import { Problem } from '../../../kit/problem.ts'

const SLOWEST_MS = 1_500

export function stormHook(faults: Faults, signal: AbortSignal): () => Promise<void> {
  return async () => {
    const grade = faults.grade('retry-storm')
    if (grade === 0) return
    await pause(Math.random() * SLOWEST_MS * grade, undefined, { signal })
    if (faults.hits('retry-storm')) {
      throw new Problem(503, 'overloaded', 'The inventory has too much to do; try again later.')
    }
  }
}
