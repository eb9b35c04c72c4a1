/** Where good ends: steps of a value, each with the state that begins there. */

export type Tone = 'good' | 'warning' | 'critical' | 'unknown' | 'plain'

export interface ThresholdStep {
  /** The state begins at this value; the first step begins below everything. */
  readonly from: number
  readonly tone: Tone
  /** Instead of the tone's. */
  readonly colour?: string | undefined
}

export interface Thresholds {
  readonly steps: readonly ThresholdStep[]
  /** As percentages of the range between min and max. */
  readonly percentage?: boolean
  /** In a graph: where a step begins, the ground of it, or both unless told. */
  readonly drawn?: 'line' | 'area' | 'both' | undefined
}

/** A state has words, because a colour alone says nothing to many. */
export const TONE_WORDS: Readonly<Record<Tone, string>> = {
  good: 'good',
  warning: 'warning',
  critical: 'critical',
  unknown: 'unknown',
  plain: '',
}

/** A colour for CSS. */
export const TONE_COLOURS: Readonly<Record<Tone, string>> = {
  good: 'var(--good)',
  warning: 'var(--warning)',
  critical: 'var(--critical)',
  unknown: 'var(--unknown)',
  plain: 'var(--accent)',
}

/** Absolute and ascending; percentages are resolved in the range. */
export function absoluteSteps(thresholds: Thresholds, min = 0, max = 100): ThresholdStep[] {
  return thresholds.steps
    .map(step => ({
      ...step,
      from:
        thresholds.percentage === true && Number.isFinite(step.from)
          ? min + ((max - min) * step.from) / 100
          : step.from,
    }))
    .sort((a, b) => a.from - b.from)
}

export function toneAt(
  value: number | null | undefined,
  thresholds: Thresholds | undefined,
  min?: number,
  max?: number,
): Tone {
  if (thresholds === undefined || thresholds.steps.length === 0) return 'plain'
  if (value === null || value === undefined || Number.isNaN(value)) return 'unknown'
  const steps = absoluteSteps(thresholds, min, max)
  return steps.findLast(step => value >= step.from)?.tone ?? 'plain'
}

/** What Grafana's JSON has: the first step's value is null. */
export interface GrafanaThresholds {
  readonly mode?: string
  readonly steps?: readonly { readonly value: number | null; readonly color: string }[]
}

export function thresholdsFromGrafana({ mode, steps = [] }: GrafanaThresholds): Thresholds {
  return {
    percentage: mode === 'percentage',
    steps: steps.map(({ value, color }) => ({ from: value ?? -Infinity, tone: toneOfColour(color) })),
  }
}

/** `semi-dark-red`, `green`, `#EAB839`: people choose colours by what they mean, so red is read as critical. */
export function toneOfColour(colour: string): Tone {
  const name = colour.toLowerCase()
  if (/green/.test(name)) return 'good'
  if (/orange|yellow/.test(name)) return 'warning'
  if (/red/.test(name)) return 'critical'
  if (/transparent|^text$|blue|purple/.test(name)) return 'plain'
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/.exec(name)
  if (hex !== null)
    return toneOfRgb(...(hex.slice(1, 4).map(part => Number.parseInt(part, 16)) as [number, number, number]))
  const rgb = /^rgba?\((\d+)[ ,]+(\d+)[ ,]+(\d+)/.exec(name)
  if (rgb !== null) return toneOfRgb(Number(rgb[1]), Number(rgb[2]), Number(rgb[3]))
  return 'plain'
}

function toneOfRgb(red: number, green: number, blue: number): Tone {
  const most = Math.max(red, green, blue)
  const least = Math.min(red, green, blue)
  if (most - least < 40) return 'unknown'
  if (blue === most) return 'plain'
  const hue =
    most === red ? ((green - blue) / (most - least)) * 60 : ((blue - red) / (most - least)) * 60 + 120
  if (hue >= 75 && hue <= 175) return 'good'
  return hue >= 20 && hue < 75 ? 'warning' : 'critical'
}
