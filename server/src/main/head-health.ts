/** How the head is, in a sentence. It may well cover less time than configured: only far less is worth a person's time. */
import type { HealthCheck } from '@vedette/api'
import { formatDurationMs } from '@vedette/model'
import type { Store } from '../store/open-store.ts'

export interface HeadState {
  readonly fill: Store['fill']
  /** How much time it covers at most now. */
  readonly windowMs: number
  readonly configuredMs: number
  readonly seriesCount: number
}

const WORTH_A_WARNING = 1 / 2

export function headHealth({ fill, windowMs, configuredMs, seriesCount }: HeadState): HealthCheck {
  const good = (sentence: string): HealthCheck => ({ name: 'head', state: 'good', sentence })
  const warning = (sentence: string): HealthCheck => ({ name: 'head', state: 'warning', sentence })
  if (fill === 'filling')
    return good(
      'Recent samples are being read back into memory; older ranges are answered from the database meanwhile.',
    )
  if (fill === 'failed')
    return warning(
      'Recent samples could not be read back into memory yet; queries go to the database, which is slower.',
    )
  const minutes = Math.round(windowMs / 60_000) * 60_000
  const covered = `the last ${formatDurationMs(minutes)} of ${seriesCount.toLocaleString('en')} series`
  if (windowMs < configuredMs * WORTH_A_WARNING)
    return warning(
      `Memory holds only ${covered}: raise memory.budget or memory.head_share for faster answers.`,
    )
  return good(`Memory holds ${covered}.`)
}
