/** What `memory.budget: auto` means on this machine. */
import { totalmem } from 'node:os'

const MIB = 1024 ** 2

/** Less than this and the engine can't work. */
export const LEAST_BUDGET_BYTES = 256 * MIB
const MOST_AUTO_BUDGET_BYTES = 2048 * MIB

/** What the process may use: the machine's memory, or what its container (cgroup) allows where that is less. */
export function availableMemoryBytes(): number {
  const constrained = process.constrainedMemory()
  return constrained > 0 ? Math.min(totalmem(), constrained) : totalmem()
}

export function autoBudgetBytes(availableBytes: number): number {
  return Math.max(LEAST_BUDGET_BYTES, Math.min(MOST_AUTO_BUDGET_BYTES, Math.floor(availableBytes / 2)))
}
