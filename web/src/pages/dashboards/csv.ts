/** Frames as a file that spreadsheets open. */
import { type ShownFrame, valueAt } from './shown-data.ts'

/** Times as ISO 8601, numbers as they are, quotes where a value needs them. */
export function csvOf({ frame, fields }: ShownFrame): string {
  const lines = [fields.map(({ name }) => cell(name)).join(',')]
  for (let row = 0; row < frame.length; row++) {
    lines.push(
      fields
        .map(({ field }) => {
          const value = valueAt(field, row)
          if (value === null) return ''
          return field.type === 'time' ? new Date(Number(value)).toISOString() : cell(String(value))
        })
        .join(','),
    )
  }
  return `${lines.join('\r\n')}\r\n`
}

/** What begins like a formula is text: a label's value must not calculate in somebody's spreadsheet. */
function cell(text: string): string {
  const isFormula = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text))
  const safe = isFormula ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
