/** Made-up answers of queries for the gallery: the same at every visit. */
import type { MatrixRow } from '../align.ts'

export const TO_MS = Date.UTC(2026, 10, 21, 10, 0, 0)
export const FROM_MS = TO_MS - 6 * 3_600_000
export const STEP_MS = 60_000
export const GRID = { fromMs: FROM_MS, toMs: TO_MS, stepMs: STEP_MS }

export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

export interface Shape {
  readonly base: number
  readonly wave?: number
  readonly noise?: number
  readonly seed: number
  readonly value?: (i: number, value: number) => string | null
}

export function row(
  metric: Record<string, string>,
  { base, wave = 0.3, noise = 0.1, seed, value }: Shape,
): MatrixRow {
  const random = randomFrom(seed * 7919 + 1)
  const phase = random() * 6
  const values: [number, string][] = []
  let drift = 0
  for (let i = 0; i <= (TO_MS - FROM_MS) / STEP_MS; i++) {
    drift = drift * 0.9 + (random() - 0.5) * noise
    const plain = base * Math.max(0, 1 + wave * Math.sin(i / 40 + phase) + drift)
    const text = value === undefined ? String(plain) : value(i, plain)
    if (text !== null) values.push([(FROM_MS + i * STEP_MS) / 1000, text])
  }
  return { metric, values }
}

export const SERVICES = [
  'gateway',
  'product',
  'order',
  'payment',
  'inventory',
  'user',
  'notification',
  'chaos',
] as const
