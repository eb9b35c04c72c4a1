/** Thresholds of a graph were conditions, each with a colour; those of today are steps, each up to the next. */
import { type JsonObject, numberOf, textOf } from '../json.ts'

interface Step {
  readonly value: number | null
  readonly color: string
}

interface OldThreshold {
  readonly value: number
  readonly below: boolean
  readonly fill: boolean
  readonly line: boolean
  readonly color: string
}

export function thresholdsOf(old: readonly JsonObject[]): {
  style: 'area' | 'line' | 'line+area' | undefined
  thresholds: { mode: 'absolute'; steps: Step[] } | undefined
} {
  const sorted = old
    .flatMap((each): OldThreshold[] => {
      const value = numberOf(each.value)
      if (value === undefined) return []
      return [
        {
          value,
          below: each.op === 'lt',
          fill: each.fill === true,
          line: each.line === true,
          color: colourOf(each),
        },
      ]
    })
    .toSorted((a, b) => a.value - b.value)
  if (sorted.length === 0) return { style: undefined, thresholds: undefined }
  const area = sorted.some(({ fill }) => fill)
  const line = sorted.some(each => each.line)
  return {
    style: area ? (line ? 'line+area' : 'area') : 'line',
    thresholds: { mode: 'absolute', steps: stepsOf(sorted) },
  }
}

function stepsOf(sorted: readonly OldThreshold[]): Step[] {
  const steps: Step[] = []
  sorted.forEach((threshold, at) => {
    const { value, below, color } = threshold
    if (!below) {
      steps.push({ value, color })
      return
    }
    if (steps.length === 0) steps.push({ value: null, color })
    const next = sorted[at + 1]
    steps.push({ value, color: next?.below ? next.color : 'transparent' })
  })
  return steps[0]?.value === null ? steps : [{ value: null, color: 'transparent' }, ...steps]
}

function colourOf(threshold: JsonObject): string {
  if (threshold.colorMode === 'warning') return 'orange'
  if (threshold.colorMode !== 'custom') return 'red'
  return textOf(threshold.fillColor) ?? textOf(threshold.lineColor) ?? 'red'
}
