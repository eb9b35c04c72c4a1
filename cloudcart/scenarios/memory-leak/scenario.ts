import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  title: 'Memory leak',
  story: 'Since noon a process grows. It will be killed by midnight, if nobody finds what keeps the memory.',
  timeline: [{ atSeconds: 0, start: 'memory-leak', grade: 1 }],
}
