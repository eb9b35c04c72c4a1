/** The fault `slow-database`: most statements wait a little, some wait long, as with a disk that others use. */
import type { Grade } from '../../../contracts/faults.ts'

const SLOWEST_MS = 2_500

export function slowDatabaseMs(grade: Grade, chance: () => number = Math.random): number {
  return grade === 0 ? 0 : SLOWEST_MS * grade * chance() ** 3
}
