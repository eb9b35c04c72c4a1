/**
 * The bank, simulated: it takes its time, keeps its own book, and decides by the test token. Each reference is booked once, whoever asks
 * again hears the same.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api'
import type { Database } from '../../../kit/database/database.ts'
import { latencyFrom } from '../../../kit/far-away.ts'
import type { Faults } from '../../../kit/faults.ts'
import { Problem } from '../../../kit/problem.ts'

export const DECLINE_REASONS = ['insufficient_funds', 'expired_card', 'fraud', 'unknown_token'] as const
export type DeclineReason = (typeof DECLINE_REASONS)[number]

export interface Booking {
  readonly outcome: 'approved' | 'declined' | 'void'
  readonly reason: string | null
}

export interface Charge {
  readonly reference: string
  readonly amountCents: number
  readonly token: string
}

export interface Bank {
  charge(charge: Charge): Promise<Booking>
  refund(reference: string, amountCents: number): Promise<Booking>
  /** What became of a charge; one that never came can't come any more after this. */
  settle(reference: string): Promise<Booking>
  forgetBefore(ms: number): Promise<number>
}

/** The bank did not take the order: nothing was booked. */
export class BankUnavailable extends Problem {
  constructor() {
    super(502, 'bank_unavailable', 'The bank does not answer. Nothing was charged; try again in a moment.')
  }
}

export interface BankOptions {
  readonly database: Database
  readonly faults: Pick<Faults, 'hits'>
  readonly tracer: Tracer
  readonly nowMs: () => number
  readonly latencyMs?: () => number
}

const DECLINED: Readonly<Record<string, DeclineReason>> = {
  tok_declined_insufficient_funds: 'insufficient_funds',
  tok_declined_expired_card: 'expired_card',
  tok_declined_fraud: 'fraud',
}
const BROKEN = 'tok_error'
const DISTANCE = { medianMs: 60, spread: 0.45, slowestMs: 1_500 }

export function createBank(options: BankOptions): Bank {
  const { database, faults, tracer, nowMs, latencyMs = () => latencyFrom(DISTANCE) } = options
  /** In traces the bank looks like what it stands for: somebody else's. */
  const asked = (what: string, amountCents: number, work: () => Promise<Booking>): Promise<Booking> => {
    const attributes = { 'peer.service': 'bank', 'payment.amount_cents': amountCents }
    return tracer.startActiveSpan(`${what} bank`, { kind: SpanKind.CLIENT, attributes }, async span => {
      try {
        const booking = await work()
        span.setAttribute('bank.outcome', booking.outcome)
        return booking
      } catch (error) {
        span.recordException(error as Error)
        span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message })
        throw error
      } finally {
        span.end()
      }
    })
  }

  const book = async (
    reference: string,
    kind: 'charge' | 'refund',
    amountCents: number,
    outcome: Booking['outcome'],
    reason: string | null,
  ): Promise<Booking> => {
    await database.run(
      `INSERT INTO bank_transactions (reference, kind, amount_cents, outcome, reason, booked_ms)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (reference) DO NOTHING`,
      [reference, kind, amountCents, outcome, reason, nowMs()],
    )
    const booked = await database.one<Booking>(
      'SELECT outcome, reason FROM bank_transactions WHERE reference = $1',
      [reference],
    )
    return booked!
  }

  return {
    charge: ({ reference, amountCents, token }) =>
      asked('charge', amountCents, async () => {
        await pause(latencyMs())
        if (token === BROKEN || faults.hits('payment-outage')) throw new BankUnavailable()
        const reason = token === 'tok_ok' ? null : (DECLINED[token] ?? 'unknown_token')
        return book(reference, 'charge', amountCents, reason === null ? 'approved' : 'declined', reason)
      }),
    refund: (reference, amountCents) =>
      asked('refund', amountCents, async () => {
        await pause(latencyMs())
        if (faults.hits('payment-outage')) throw new BankUnavailable()
        return book(reference, 'refund', amountCents, 'approved', null)
      }),
    settle: reference => book(reference, 'charge', 0, 'void', null),
    forgetBefore: ms => database.run('DELETE FROM bank_transactions WHERE booked_ms < $1', [ms]),
  }
}
