import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  title: 'Bad deployment',
  story:
    'A release of the product service went out a minute ago. Product pages break for some visitors, not for all.',
  timeline: [
    { atSeconds: 0, start: 'bad-deployment', grade: 0.5 },
    { atSeconds: 150, end: 'bad-deployment' },
  ],
}
