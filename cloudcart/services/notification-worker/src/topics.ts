/** What the worker reads. Of `notifications`, which it writes itself, it only counts the events. */
import type { Topic } from '../../../contracts/events.ts'

export const CONSUMED = [
  'users',
  'orders',
  'payments',
  'products',
  'chaos',
  'notifications',
] as const satisfies readonly Topic[]

export const GROUP = 'notification-worker'
