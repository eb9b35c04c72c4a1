import type { FieldThresholds } from '../dashboard.ts'
import { isObject, objectsOf } from './json.ts'
import { filledText, leftOut, number, type Shape } from './shape.ts'

type Step = FieldThresholds['steps'][number]

/** Ascending, and the first from below everything: Grafana itself takes the first step's value for that, whatever it is. */
export const thresholds: Shape<FieldThresholds | undefined> = (value, place) => {
  if (!isObject(value)) return leftOut(value, place, 'an object with thresholds')
  const given = objectsOf(value.steps).map((step, at): Step => {
    const within = place.key('steps').index(at)
    const color = filledText(step.color, within.key('color')) ?? 'transparent'
    const from =
      step.value === undefined || step.value === '-Infinity'
        ? null
        : (number(step.value, within.key('value')) ?? null)
    return { ...step, value: from, color }
  })
  const sorted = given.toSorted((a, b) => lowest(a) - lowest(b))
  const steps = sorted.map((step, at) => (at === 0 ? { ...step, value: null } : step))
  return { ...value, mode: value.mode === 'percentage' ? 'percentage' : 'absolute', steps }
}

function lowest(step: Step): number {
  return step.value ?? -Number.MAX_VALUE
}
