/** Panels get ids that are theirs alone, and queries letters. Those that have one keep it. */
import { DashboardError } from '../dashboard-error.ts'
import { type JsonObject, objectsOf } from './json.ts'

export const MAX_PANELS = 1_000

export function panelsOf(dashboard: JsonObject): JsonObject[] {
  return objectsOf(dashboard.panels).flatMap(panel => [panel, ...objectsOf(panel.panels)])
}

export function numberPanels(dashboard: JsonObject): void {
  const panels = panelsOf(dashboard)
  if (panels.length > MAX_PANELS) {
    throw new DashboardError(
      'panels',
      `a dashboard may have ${MAX_PANELS} panels, and this has ${panels.length}`,
    )
  }
  const taken = new Set<number>()
  const without: JsonObject[] = []
  for (const panel of panels) {
    const id = typeof panel.id === 'string' ? Number(panel.id) : panel.id
    if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0 && !taken.has(id)) {
      taken.add(id)
      panel.id = id
    } else without.push(panel)
  }
  let next = 1
  for (const panel of without) {
    while (taken.has(next)) next++
    panel.id = next
    taken.add(next)
  }
}

export function letterQueries(dashboard: JsonObject): void {
  for (const panel of panelsOf(dashboard)) {
    const targets = objectsOf(panel.targets)
    const taken = new Set<unknown>()
    const without: JsonObject[] = []
    for (const target of targets) {
      if (typeof target.refId === 'string' && target.refId !== '' && !taken.has(target.refId))
        taken.add(target.refId)
      else without.push(target)
    }
    let next = 0
    for (const target of without) {
      while (taken.has(letterOf(next))) next++
      target.refId = letterOf(next)
      taken.add(target.refId)
    }
  }
}

/** A, B, … Z, AA, AB, … */
function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last
}
