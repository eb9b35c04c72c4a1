import type { Call } from '../../api/call.ts'

/** What the switches of this room share. */
export interface ChaosRoom {
  readonly nowMs: number
  /** Does it, then looks how things stand. */
  readonly change: (name: string, work: (call: Call) => Promise<unknown>) => Promise<void>
  readonly busy: boolean
}
