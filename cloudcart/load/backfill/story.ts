/** What happened in the weeks before the shop was opened: something to find for whoever looks. */

const MINUTE_MS = 60_000
const DAY_MS = 1440 * MINUTE_MS

/** What is wrong at a time; a healthy shop is all zeros and ones. */
export interface Trouble {
  /** The share of payments that the bank fails, and how many times slower it is. */
  readonly paymentsFailing: number
  readonly paymentsSlower: number
  /** The share of product pages that fail, and how many times slower the product service is. */
  readonly productsFailing: number
  readonly productsSlower: number
}

export interface Story {
  readonly outage: Span
  readonly badDeployment: Span
  /** From then on the product service is as quick as it is today. */
  readonly fasterSinceMs: number
  at(timeMs: number): Trouble
}

export interface Span {
  readonly fromMs: number
  readonly untilMs: number
}

/**
 * Two days ago the bank was down for 38 minutes after lunch. Five days ago a new version of the product service failed and was taken back
 * after twelve minutes; in the afternoon it was deployed again, and pages are faster since.
 */
export function storyBefore(untilMs: number): Story {
  const outage = spanOf(untilMs, 2, 14, 20, 38)
  const badDeployment = spanOf(untilMs, 5, 10, 5, 12)
  const fasterSinceMs = spanOf(untilMs, 5, 15, 30, 0).fromMs
  return {
    outage,
    badDeployment,
    fasterSinceMs,
    at(timeMs) {
      const bank = depth(outage, timeMs, 4 * MINUTE_MS)
      const version = depth(badDeployment, timeMs, MINUTE_MS)
      return {
        paymentsFailing: 0.72 * bank,
        paymentsSlower: 1 + 11 * bank,
        productsFailing: 0.18 * version,
        productsSlower: (timeMs < fasterSinceMs ? 1.6 : 1) * (1 + 2 * version),
      }
    },
  }
}

function spanOf(untilMs: number, daysBefore: number, hour: number, minute: number, minutes: number): Span {
  const day = new Date(untilMs - daysBefore * DAY_MS)
  const fromMs = new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour, minute).getTime()
  return { fromMs, untilMs: fromMs + minutes * MINUTE_MS }
}

/** 0 outside, 1 inside, and a slope at both ends. */
function depth({ fromMs, untilMs }: Span, timeMs: number, slopeMs: number): number {
  return Math.max(0, Math.min(1, (timeMs - fromMs) / slopeMs, (untilMs - timeMs) / slopeMs))
}
