import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  title: 'Payment outage',
  story:
    'It is early evening. Support hears from customers who fill their carts and can not pay. Nothing was deployed today.',
  timeline: [{ atSeconds: 0, start: 'payment-outage', grade: 1 }],
}
