/** One value of each row, calculated over some of its columns. */
import { columnFrom, columnOf, numberColumn, type Value, valueAt } from '../columns.ts'
import type { Field } from '../frame.ts'
import { type Reducer, reducedValue } from '../reducers.ts'

export function reducedRows(fields: readonly Field[], length: number, reducer: Reducer): Field {
  const allNumbers = fields.every(({ type }) => type === 'number' || type === 'time' || type === 'boolean')
  const values = Array.from(
    { length },
    (_, row): Value =>
      reducedValue(allNumbers ? numbersOfRow(fields, row) : valuesOfRow(fields, row), reducer),
  )
  return columnFrom(reducer.name, values)
}

function numbersOfRow(fields: readonly Field[], row: number): Field {
  const values = new Float64Array(fields.length)
  let missing: Uint8Array | undefined
  for (let i = 0; i < fields.length; i++) {
    const value = valueAt(fields[i]!, row)
    if (value === null) {
      missing ??= new Uint8Array(fields.length)
      missing[i] = 1
      values[i] = NaN
    } else {
      values[i] = Number(value)
    }
  }
  return numberColumn('row', values, missing)
}

function valuesOfRow(fields: readonly Field[], row: number): Field {
  return columnOf(
    'row',
    'text',
    fields.map(field => valueAt(field, row)),
  )
}
