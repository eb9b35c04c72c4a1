/** What was done to a dashboard, to be undone and done again. */
import type { Dashboard } from './dashboard.ts'

export interface EditHistory {
  readonly past: readonly Dashboard[]
  readonly present: Dashboard
  readonly future: readonly Dashboard[]
  /** What the last change was about: the next one about the same becomes one step with it. */
  readonly about?: string | undefined
}

const MOST_STEPS = 100

export function beginHistory(dashboard: Dashboard): EditHistory {
  return { past: [], present: dashboard, future: [] }
}

/** `about` is the same for all letters that are typed into one field. Where it is empty, the change is a step of its own. */
export function edit(history: EditHistory, next: Dashboard, about = ''): EditHistory {
  const { past, present } = history
  if (next === present) return history
  if (about !== '' && about === history.about && past.length > 0)
    return { past, present: next, future: [], about }
  return { past: [...past, present].slice(-MOST_STEPS), present: next, future: [], about }
}

export function undo({ past, present, future }: EditHistory): EditHistory {
  const before = past.at(-1)
  if (before === undefined) return { past, present, future }
  return { past: past.slice(0, -1), present: before, future: [present, ...future] }
}

export function redo({ past, present, future }: EditHistory): EditHistory {
  const [after, ...rest] = future
  if (after === undefined) return { past, present, future }
  return { past: [...past, present], present: after, future: rest }
}
