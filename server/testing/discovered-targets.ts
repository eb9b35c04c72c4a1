/** Gathers what discovery hands on and lets a test wait for the set that it expects. */
import { recordOf } from '@vedette/model'
import type { DiscoveredTargets } from '../src/ingest/scrape/discovered.ts'

export type FoundTarget = Record<string, string>

export interface TargetWaiter {
  readonly onTargets: (groups: readonly DiscoveredTargets[]) => void
  /** All targets so far, in order of source. */
  readonly latest: () => FoundTarget[]
  /** Resolves with the newest set once the condition holds for it. */
  until(condition: (targets: FoundTarget[]) => boolean): Promise<FoundTarget[]>
  /** Resolves when the addresses are these, in any order. */
  addresses(...expected: string[]): Promise<FoundTarget[]>
}

export function createTargetWaiter(): TargetWaiter {
  let targets: FoundTarget[] | undefined
  const waiting = new Set<() => void>()
  const until: TargetWaiter['until'] = condition =>
    new Promise(resolve => {
      const look = (): void => {
        if (targets === undefined || !condition(targets)) return
        waiting.delete(look)
        resolve(targets)
      }
      waiting.add(look)
      look()
    })
  return {
    onTargets(groups) {
      targets = [...groups]
        .sort((a, b) => (a.source < b.source ? -1 : 1))
        .flatMap(group => group.targets.map(target => recordOf(target.discovered)))
      for (const look of [...waiting]) look()
    },
    latest: () => targets ?? [],
    until,
    addresses: (...expected) =>
      until(
        found =>
          found
            .map(({ __address__ }) => __address__)
            .sort()
            .join() === expected.sort().join(),
      ),
  }
}

/** Keeps the log lines that a test wants to read. */
export function createReasonLog(): {
  readonly reasons: string[]
  readonly until: (part: string) => Promise<string>
  readonly failed: (reason: string) => void
} {
  const reasons: string[] = []
  const waiting = new Set<() => void>()
  return {
    reasons,
    failed(reason) {
      reasons.push(reason)
      for (const look of [...waiting]) look()
    },
    until: part =>
      new Promise(resolve => {
        const look = (): void => {
          const found = reasons.find(reason => reason.includes(part))
          if (found === undefined) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
  }
}
