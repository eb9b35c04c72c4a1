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

/** Finding the shortest way between texts takes time with the square of its length, and the page stands still meanwhile; beyond it all lines are replaced. */
const MOST_CHANGED_LINES = 2_000

export function changesBetween(before: Dashboard, after: Dashboard): Changes {
  const [from, to] = [textOf(before), textOf(after)]
  const options = { context: 3, maxEditLength: MOST_CHANGED_LINES }
  const patch = structuredPatch('a', 'b', from, to, undefined, undefined, options)
  const lines =
    patch === undefined
      ? [...linesAs('removed', from), ...linesAs('added', to)]
      : patch.hunks.flatMap(({ lines, oldStart }, i): ChangedLine[] => [
          ...(i === 0 && oldStart <= 1 ? [] : [{ kind: 'gap' as const, text: `line ${oldStart}` }]),
          ...lines.map(line => ({ kind: KINDS[line[0]!] ?? 'same', text: line.slice(1) })),
        ])
  return {
    lines,
    added: lines.filter(({ kind }) => kind === 'added').length,
    removed: lines.filter(({ kind }) => kind === 'removed').length,
  }
}

function linesAs(kind: 'added' | 'removed', text: string): ChangedLine[] {
  return text
    .trimEnd()
    .split('\n')
    .map(line => ({ kind, text: line }))
}

const KINDS: Readonly<Record<string, ChangedLine['kind']>> = { '+': 'added', '-': 'removed', ' ': 'same' }

/** Its version says when it was saved, not what it is. */
function textOf({ version: _, ...dashboard }: Dashboard): string {
  return writeDashboard(dashboard as Dashboard)
}
