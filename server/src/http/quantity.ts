/** Numbers for people: three significant digits, a unit, and never a bare zero. */
const STEPS = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const

/** `1.24 k`, `86.3`, `0`. */
export function formatQuantity(value: number): string {
  if (!Number.isFinite(value)) return 'unknown'
  const size = Math.abs(value)
  for (const [step, prefix] of STEPS)
    if (size >= step * 0.9995) return `${threeDigits(value / step)} ${prefix}`
  return threeDigits(value)
}

function threeDigits(value: number): string {
  return String(Number(value.toPrecision(3)))
}

/** How long ago: `now`, `12 s ago`, `3 min ago`, `2 h ago`, `5 d ago`. */
export function formatAge(ageMs: number): string {
  const seconds = Math.round(ageMs / 1000)
  if (seconds < 1) return 'now'
  if (seconds < 120) return `${seconds} s ago`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min ago`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h ago`
  return `${Math.round(seconds / 86_400)} d ago`
}
