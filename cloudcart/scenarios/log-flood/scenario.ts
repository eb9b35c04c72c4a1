import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  title: 'Log flood',
  story: 'The bill for logs doubled over night. Whatever writes so much has nothing to say.',
  timeline: [{ atSeconds: 0, start: 'log-flood', grade: 0.5 }],
}
