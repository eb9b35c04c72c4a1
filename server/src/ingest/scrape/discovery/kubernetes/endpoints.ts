/** Role `endpoints`: a target for each address and port behind a service, and for the other ports of the pods behind them. */
import type { DiscoveredTarget } from '../../discovered.ts'
import { hostPort, targetOf } from '../mechanism.ts'
import { createBackingPods } from './backing-pods.ts'
import { namespaceLabels, nodeLabels, objectLabels, PREFIX, type Surroundings } from './meta-labels.ts'
import type { EndpointAddress, EndpointPort, Endpoints } from './objects.ts'
import { serviceLabels } from './service.ts'

export function endpointsTargets(endpoints: Endpoints, around: Surroundings): DiscoveredTarget[] {
  const { name, namespace } = endpoints.metadata
  const service = around.service(namespace, name)
  const group = {
    ...(service === undefined ? {} : serviceLabels(service)),
    ...objectLabels('endpoints', endpoints.metadata),
    ...namespaceLabels(around, namespace),
  }
  const pods = createBackingPods(group, around)

  const target = (address: EndpointAddress, port: EndpointPort, ready: boolean): DiscoveredTarget => {
    const { targetRef } = address
    return targetOf(group, {
      __address__: hostPort(address.ip, port.port),
      [`${PREFIX}endpoint_port_name`]: port.name ?? '',
      [`${PREFIX}endpoint_port_protocol`]: port.protocol ?? '',
      [`${PREFIX}endpoint_ready`]: String(ready),
      [`${PREFIX}endpoint_address_target_kind`]: targetRef?.kind ?? '',
      [`${PREFIX}endpoint_address_target_name`]: targetRef?.name ?? '',
      [`${PREFIX}endpoint_node_name`]: address.nodeName ?? '',
      [`${PREFIX}endpoint_hostname`]: address.hostname ?? '',
      ...nodeLabels(around, targetRef?.kind === 'Node' ? targetRef.name : address.nodeName),
      ...pods.labelsFor(targetRef, port.port),
    })
  }

  const targets = (endpoints.subsets ?? []).flatMap(subset =>
    (subset.ports ?? []).flatMap(port => [
      ...(subset.addresses ?? []).map(address => target(address, port, true)),
      ...(subset.notReadyAddresses ?? []).map(address => target(address, port, false)),
    ]),
  )
  return [...targets, ...pods.otherPorts()]
}
