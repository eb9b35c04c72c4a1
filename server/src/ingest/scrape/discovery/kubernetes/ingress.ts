/** Role `ingress`: a target for each path of each rule, at the host that the rule names. */
import type { DiscoveredTarget } from '../../discovered.ts'
import { targetOf } from '../mechanism.ts'
import { namespaceLabels, objectLabels, PREFIX, type Surroundings } from './meta-labels.ts'
import type { Ingress } from './objects.ts'

export function ingressTargets(ingress: Ingress, around: Surroundings): DiscoveredTarget[] {
  const spec = ingress.spec
  const group = {
    ...objectLabels('ingress', ingress.metadata),
    ...namespaceLabels(around, ingress.metadata.namespace),
    [`${PREFIX}ingress_class_name`]: spec?.ingressClassName ?? '',
  }
  const tlsHosts = (spec?.tls ?? []).flatMap(({ hosts }) => hosts ?? [])
  return (spec?.rules ?? []).flatMap(rule => {
    const host = rule.host ?? ''
    const scheme = tlsHosts.some(pattern => coversHost(pattern, host)) ? 'https' : 'http'
    const paths = rule.http?.paths ?? [{ path: '/' }]
    return paths.map(({ path }) =>
      targetOf(group, {
        __address__: host,
        [`${PREFIX}ingress_scheme`]: scheme,
        [`${PREFIX}ingress_host`]: host,
        [`${PREFIX}ingress_path`]: path === undefined || path === '' ? '/' : path,
      }),
    )
  })
}

/** `*.example.com` covers one label before the domain. */
function coversHost(pattern: string, host: string): boolean {
  if (pattern === host) return true
  if (!pattern.startsWith('*.') || host === '') return false
  const dot = host.indexOf('.')
  return dot > 0 && host.slice(dot) === pattern.slice(1)
}
