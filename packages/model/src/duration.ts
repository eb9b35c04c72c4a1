/** Durations as Prometheus writes them: `1h30m`, `15s`, `250ms`, `7d`, `0`. Units in order, each at most once. */
const UNITS = [
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const

const PATTERN = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/

/** Milliseconds, or undefined where the text is no duration. */
export function parseDurationMs(text: string): number | undefined {
  if (text === '0') return 0
  const match = PATTERN.exec(text)
  if (text === '' || match === null) return undefined
  let totalMs = 0
  UNITS.forEach(([, unitMs], i) => {
    const count = match[i + 1]
    if (count !== undefined) totalMs += Number(count) * unitMs
  })
  return Number.isSafeInteger(totalMs) ? totalMs : undefined
}

/** The shortest form as Prometheus prints it: years and weeks only where they divide the whole. */
export function formatDurationMs(durationMs: number): string {
  if (durationMs === 0) return '0s'
  let rest = durationMs
  let text = ''
  for (const [unit, unitMs] of UNITS) {
    const exactOnly = unit === 'y' || unit === 'w'
    if (exactOnly && rest % unitMs !== 0) continue
    const count = Math.floor(rest / unitMs)
    if (count === 0) continue
    text += `${count}${unit}`
    rest -= count * unitMs
  }
  return text
}
