import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  title: 'Stuck consumer',
  story: 'Customers pay and hear nothing. Orders are confirmed, money arrives, but no mail goes out.',
  timeline: [{ atSeconds: 0, start: 'stuck-consumer', grade: 1 }],
}
