const USD = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' })

export function money(cents: number): string {
  return USD.format(cents / 100)
}

/** What somebody typed as a price; undefined where it is none. */
export function centsOf(typed: string): number | undefined {
  const text = typed.trim().replace(/^\$/, '').replaceAll(',', '')
  return /^\d{1,6}(\.\d{1,2})?$/.test(text) ? Math.round(Number(text) * 100) : undefined
}
