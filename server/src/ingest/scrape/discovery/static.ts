/** `static_configs`: targets that the file itself lists. */
import type { StaticDiscovery } from '../../../config/prometheus/types.ts'
import type { Findings, Mechanism } from './mechanism.ts'
import { targetsOf } from './target-groups.ts'

export function startStatic(config: StaticDiscovery, findings: Findings): Mechanism {
  config.configs.forEach((group, index) => {
    findings.set(String(index), targetsOf(group, {}))
  })
  return { first: Promise.resolve(), stop: async () => {} }
}
