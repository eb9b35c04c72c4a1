/** Numbers as Go reads them in a query: `0x1f`, `0755`, `1_000`, `1e3`, `.5`, `Inf`, `NaN`; and durations, which are numbers of seconds. */

/** undefined where the text is no number. */
export function numberOf(text: string): number | undefined {
  const lower = text.toLowerCase()
  if (lower === 'inf') return Number.POSITIVE_INFINITY
  if (lower === 'nan') return Number.NaN
  if (/_{2}|_$|_\D/.test(lower.replace(/^0x/, '0'))) return undefined
  const digits = lower.replaceAll('_', '')
  if (/^0[0-7]+$/.test(digits)) return Number.parseInt(digits, 8)
  const value = Number(digits)
  return Number.isNaN(value) || digits === '' ? undefined : value
}
