/** Import cycles over files, types included: two files that need each other's types are one idea or lack a third file. */
import type { SourceFile } from './source-file.ts'

/** At least one cycle of each knot, as `a.ts -> b.ts -> a.ts`, beginning with the path that sorts first. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const targets = new Map(
    files.map(file => [
      file.path,
      file.imports.flatMap(each => (each.target === undefined ? [] : [each.target])),
    ]),
  )
  const done = new Set<string>()
  const onPath = new Map<string, number>()
  const path: string[] = []
  const cycles = new Set<string>()

  function visit(file: string): void {
    const start = onPath.get(file)
    if (start !== undefined) {
      cycles.add(formatCycle(path.slice(start)))
      return
    }
    const next = targets.get(file)
    if (next === undefined || done.has(file)) return
    onPath.set(file, path.length)
    path.push(file)
    for (const target of next) visit(target)
    path.pop()
    onPath.delete(file)
    done.add(file)
  }

  for (const file of targets.keys()) visit(file)
  return [...cycles].sort()
}

function formatCycle(cycle: readonly string[]): string {
  const first = cycle.indexOf([...cycle].sort()[0]!)
  const turned = [...cycle.slice(first), ...cycle.slice(0, first)]
  return [...turned, turned[0]].join(' -> ')
}
