import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  title: 'Credential stuffing',
  story: 'Logins are slow. The security team saw lists of passwords for sale last week.',
  timeline: [{ atSeconds: 0, start: 'credential-stuffing', grade: 1 }],
}
