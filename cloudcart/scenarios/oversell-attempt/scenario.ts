import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  title: 'Oversell attempt',
  story:
    'A limited edition goes on sale at noon. A crowd buys the last pieces at the same moment, and the warehouse fears for its promises.',
  timeline: [{ atSeconds: 0, start: 'oversell-attempt', grade: 1 }],
}
