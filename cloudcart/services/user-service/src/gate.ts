/** Lets so many in at once, so many wait, and sends the rest away. */
import { Problem } from '../../../kit/problem.ts'

export type Gate = <T>(work: () => Promise<T>) => Promise<T>

export function createGate({ atOnce, waiting }: { atOnce: number; waiting: number }): Gate {
  const queue: (() => void)[] = []
  let inside = 0
  return async work => {
    if (inside < atOnce) inside++
    else if (queue.length < waiting) await new Promise<void>(enter => queue.push(enter))
    else throw new Problem(503, 'busy', 'Too many people sign in right now; try again in a few seconds.')
    try {
      return await work()
    } finally {
      // Whoever is next takes the place over, so it is never free in between.
      const enter = queue.shift()
      if (enter === undefined) inside--
      else enter()
    }
  }
}
