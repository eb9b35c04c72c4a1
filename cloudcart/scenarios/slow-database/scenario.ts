import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  title: 'Slow database',
  story:
    'Checkout takes for ever. The machine is idle, memory is fine, and every service says that it is healthy.',
  timeline: [{ atSeconds: 0, start: 'slow-database', grade: 0.5 }],
}
