/** Role `node`: a target for each node of the cluster, at its kubelet's port. */
import type { DiscoveredTarget } from '../../discovered.ts'
import { hostPort, targetOf } from '../mechanism.ts'
import { objectLabels, PREFIX, sanitize } from './meta-labels.ts'
import type { Node } from './objects.ts'

/** The kind of address that a node is scraped at: the first of these that it has. */
const PREFERRED = ['InternalIP', 'InternalDNS', 'ExternalIP', 'ExternalDNS', 'LegacyHostIP', 'Hostname']

export function nodeTargets(node: Node): DiscoveredTarget[] {
  const addresses = node.status?.addresses ?? []
  const chosen = PREFERRED.map(type => addresses.find(address => address.type === type)).find(
    address => address !== undefined,
  )
  if (chosen === undefined) return []
  const labels: Record<string, string> = {
    ...objectLabels('node', node.metadata),
    [`${PREFIX}node_provider_id`]: node.spec?.providerID ?? '',
    instance: node.metadata.name,
    __address__: hostPort(chosen.address, node.status?.daemonEndpoints?.kubeletEndpoint?.Port ?? 10250),
  }
  for (const { type, address } of addresses) labels[`${PREFIX}node_address_${sanitize(type)}`] ??= address
  return [targetOf({}, labels)]
}
