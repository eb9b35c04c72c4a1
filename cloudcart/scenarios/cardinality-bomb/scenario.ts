import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  title: 'Cardinality bomb',
  story:
    'The metrics store takes in more series by the minute. Somebody has put something into a label that does not belong there.',
  timeline: [{ atSeconds: 0, start: 'cardinality-bomb', grade: 1 }],
}
