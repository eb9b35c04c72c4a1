/** What stands at the ends of a gauge. */
import type { ShownField } from '../shown-data.ts'

/** One value alone has no range of its own: it lies between nothing and a hundred, or itself where that is more. */
export function endsOf({ min, max }: Pick<ShownField, 'min' | 'max'>, value: number | null) {
  if (max > min) return { min, max }
  const at = value !== null && Number.isFinite(value) ? value : 0
  return { min: Math.min(0, at), max: at <= 0 ? (at < 0 ? 0 : 100) : Math.max(100, at) }
}
