import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  title: 'Cascade with retry storm',
  story:
    'First the warehouse was slow. Now nobody can order, and the warehouse is asked far more often than there are orders.',
  timeline: [
    { atSeconds: 0, start: 'retry-storm', grade: 0.5 },
    { atSeconds: 45, start: 'retry-storm', grade: 1 },
  ],
}
