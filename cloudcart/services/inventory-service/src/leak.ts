/** The fault `memory-leak`: every visit keeps a little more, up to what the grade says, and all is let go when the fault is over. */
import { collectGarbage } from '../../../kit/collect-garbage.ts'
import type { Faults } from '../../../kit/faults.ts'

const FULL_GRADE_BYTES = 200 * 1_048_576
const VISITS_TO_FULL = 40
const DOUBLES_PER_BLOCK = 131_072
const BLOCK_BYTES = DOUBLES_PER_BLOCK * 8

export interface Leak {
  visit(): void
  bytes(): number
}

export function createLeak(faults: Faults): Leak {
  let blocks: number[][] = []
  return {
    visit() {
      const most = Math.floor((faults.grade('memory-leak') * FULL_GRADE_BYTES) / BLOCK_BYTES)
      if (blocks.length > most) {
        blocks = blocks.slice(0, most)
        // After a leak V8 waits for the heap to grow beyond it before it looks at the whole again, which in a quiet shop may be long after the fault.
        collectGarbage()
      }
      const more = Math.min(most - blocks.length, Math.ceil(most / VISITS_TO_FULL))
      for (let i = 0; i < more; i++) blocks.push(new Array<number>(DOUBLES_PER_BLOCK).fill(0.5))
    },
    bytes: () => blocks.length * BLOCK_BYTES,
  }
}
