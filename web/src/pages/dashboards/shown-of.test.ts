import type { Frame } from '@vedette/dashboard'
import { describe, expect, it } from 'vitest'
import { shownFrames } from './shown-of.ts'
import { numbers, panelOf, SCOPE, times } from './testing/fields.ts'

const frames: Frame[] = [{ refId: 'A', fields: [times(0, 1_000), numbers('a', [1, 90])], length: 2 }]
const options = { scope: SCOPE, theme: 'dark', zone: 'utc' } as const

describe('what is shown of a field', () => {
  it('is its value in its unit; times stay times', () => {
    const { fields } = shownFrames(
      frames,
      panelOf('table', {}, { unit: 'percent', decimals: 1 }),
      options,
    )[0]!
    expect(fields[0]!.show(0).text).toBe('1970-01-01 00:00:00')
    expect(fields[1]!.show(90).text).toBe('90.0 %')
    expect(fields[1]!.show(null).text).toBe('–')
  })

  it('has the colour of its threshold, or leaves it to the palette as its kind of panel does', () => {
    const thresholds = {
      mode: 'absolute' as const,
      steps: [
        { value: null, color: 'green' },
        { value: 80, color: 'red' },
      ],
    }
    const fieldIn = (type: string) =>
      shownFrames(frames, panelOf(type, {}, { thresholds }), options)[0]!.fields[1]!
    expect(fieldIn('stat').show(90).colour).toBe('#f0716a')
    expect(fieldIn('stat').show(1).colour).toBe('#35b37e')
    expect(fieldIn('timeseries').colour).toBeUndefined()
  })

  it('is green below 80 and red from there where nobody said anything, as in Grafana', () => {
    const fieldIn = (type: string) => shownFrames(frames, panelOf(type), options)[0]!.fields[1]!
    for (const type of ['stat', 'gauge', 'bargauge', 'table', 'status-history']) {
      expect(fieldIn(type).show(1).colour).toBe('#35b37e')
      expect(fieldIn(type).show(90).colour).toBe('#f0716a')
    }
    expect(fieldIn('barchart').colour).toBeUndefined()
    expect(fieldIn('state-timeline').show(90).colour).toBe('#f0716a')
  })

  it('goes from colour to colour, and is what a mapping says', () => {
    const defaults = {
      color: { mode: 'continuous-GrYlRd' },
      mappings: [{ type: 'value' as const, options: { 1: { text: 'low', color: 'blue' } } }],
      min: 0,
      max: 100,
    }
    const field = shownFrames(frames, panelOf('stat', {}, defaults), options)[0]!.fields[1]!
    expect(field.show(1)).toEqual({ text: 'low', colour: '#4c9aff', number: 1 })
    expect(field.show(100).colour).toBe('#f0716a')
    expect(field.show(50).colour).toBe('#e2c341')
  })
})
