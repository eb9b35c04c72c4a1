/** The values that a panel shows of each field: the last one, say, of every series; or each row as a value of its own. */
import { type Panel, type Reducer, reducedValue, reducerOf } from '@vedette/dashboard'
import { formatValue } from '../../../chart/units.ts'
import { type PanelData, type Shown, type ShownField, valueAt } from '../shown-data.ts'

export interface ReducedValue {
  readonly key: string
  readonly name: string
  readonly shown: Shown
  readonly field: ShownField
  /** The row that it stands in; undefined for what was made of all of them. */
  readonly row: number | undefined
  /** All values of the field, for a line. */
  readonly values: ArrayLike<number | null>
}

/** A page of more values than this shows none of them. */
const MOST_VALUES = 500

interface ReduceOptions {
  readonly values?: boolean
  readonly calcs?: readonly string[]
  readonly fields?: string
  readonly limit?: number
}

export function reducedValues(panel: Panel, data: PanelData, otherwise = 'lastNotNull'): ReducedValue[] {
  const reduce = (panel.options.reduceOptions ?? {}) as ReduceOptions
  const calcs = Array.isArray(reduce.calcs) && reduce.calcs.length > 0 ? reduce.calcs : [otherwise]
  const wanted = wantedFields(reduce.fields ?? '')
  const found: ReducedValue[] = []
  data.frames.forEach(({ fields, frame }, frameIndex) => {
    const naming = fields.find(({ field }) => field.type === 'text')
    for (const [fieldIndex, field] of fields.entries()) {
      if (!wanted(field)) continue
      const key = `${frameIndex} ${fieldIndex} ${field.name}`
      const values = numbersOf(field)
      if (reduce.values === true) {
        const rows = Math.min(frame.length, reduce.limit ?? 25)
        for (let row = 0; row < rows && found.length < MOST_VALUES; row++) {
          const name =
            naming === undefined || naming === field ? field.name : String(valueAt(naming.field, row))
          found.push({
            key: `${key} ${row}`,
            name,
            shown: field.show(valueAt(field.field, row)),
            field,
            row,
            values,
          })
        }
        continue
      }
      for (const calc of calcs.slice(0, 10)) {
        if (found.length >= MOST_VALUES) return
        const reducer = reducerOf(calc)
        const name = calcs.length > 1 ? `${field.name} ${reducer?.name ?? calc}` : field.name
        const shown = reducer === undefined ? field.show(null) : shownBy(reducer, field)
        found.push({ key: `${key} ${calc}`, name, shown, field, row: undefined, values })
      }
    }
  })
  return found
}

/** A count of seconds is no seconds. */
export function shownBy(reducer: Reducer, field: ShownField): Shown {
  const value = reducedValue(field.field, reducer)
  const shown = field.show(value)
  return reducer.keepsUnit || typeof value !== 'number' ? shown : { ...shown, text: formatValue(value) }
}

function wantedFields(text: string): (field: ShownField) => boolean {
  if (text === '') return ({ field }) => field.type === 'number'
  const regexp = /^\/(.*)\/([a-z]*)$/.exec(text)
  if (regexp === null) return ({ name, field }) => name === text || field.name === text
  try {
    const test = new RegExp(regexp[1]!, regexp[2]!.replace(/[gy]/g, ''))
    return ({ name }) => test.test(name)
  } catch {
    return () => false
  }
}

function numbersOf({ field }: ShownField): ArrayLike<number | null> {
  if (field.type !== 'number') return []
  if (field.missing === undefined) return field.values
  const { missing } = field
  return Array.from(field.values, (value, i) => (missing[i] === 1 ? null : value))
}
