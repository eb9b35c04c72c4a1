/** What is different between two dashboards, as lines of their JSON: what changed with three lines around it. */
import { type Dashboard, writeDashboard } from '@vedette/dashboard'
import { structuredPatch } from 'diff'

export interface ChangedLine {
  readonly kind: 'same' | 'added' | 'removed' | 'gap'
  readonly text: string
}

export interface Changes {
  readonly lines: readonly ChangedLine[]
  readonly added: number
  readonly removed: number
}

export function changesBetween(before: Dashboard, after: Dashboard): Changes {
  const { hunks } = structuredPatch('a', 'b', textOf(before), textOf(after), undefined, undefined, {
    context: 3,
  })!
  const lines = hunks.flatMap(({ lines, oldStart }, i): ChangedLine[] => [
    ...(i === 0 && oldStart <= 1 ? [] : [{ kind: 'gap' as const, text: `line ${oldStart}` }]),
    ...lines.map(line => ({ kind: KINDS[line[0]!] ?? 'same', text: line.slice(1) })),
  ])
  return {
    lines,
    added: lines.filter(({ kind }) => kind === 'added').length,
    removed: lines.filter(({ kind }) => kind === 'removed').length,
  }
}

const KINDS: Readonly<Record<string, ChangedLine['kind']>> = { '+': 'added', '-': 'removed', ' ': 'same' }

/** Its version says when it was saved, not what it is. */
function textOf({ version: _, ...dashboard }: Dashboard): string {
  return writeDashboard(dashboard as Dashboard)
}
