import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  title: 'Cache stampede',
  story:
    'The product service works harder than it ever did, although there are no more visitors than yesterday.',
  timeline: [{ atSeconds: 0, start: 'cache-stampede', grade: 1 }],
}
