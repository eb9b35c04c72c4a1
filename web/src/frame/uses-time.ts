/** Which pages ask for a time range. Above the others none stands: it would promise what nothing there does. It stays in the address meanwhile. */
import { ADMIN_ROOMS, paths } from '../paths.ts'

/** They show what is now. */
const TIMELESS: ReadonlySet<string> = new Set([
  paths.dashboards().to,
  '/admin',
  ...ADMIN_ROOMS.filter(room => room !== 'store').map(room => paths.admin(room).to),
])

export function usesTime(path: string): boolean {
  return !TIMELESS.has(path.length > 1 ? path.replace(/\/+$/, '') : path)
}
