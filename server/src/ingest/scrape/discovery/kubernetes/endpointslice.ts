/** Role `endpointslice`: as `endpoints`, from the objects that replaced them for large services. */
import type { DiscoveredTarget } from '../../discovered.ts'
import { hostPort, type LabelRecord, targetOf } from '../mechanism.ts'
import { createBackingPods } from './backing-pods.ts'
import {
  namespaceLabels,
  nodeLabels,
  objectLabels,
  PREFIX,
  type Surroundings,
  sanitize,
} from './meta-labels.ts'
import type { EndpointSlice, SliceEndpoint, SlicePort } from './objects.ts'
import { serviceLabels } from './service.ts'

const OWN = `${PREFIX}endpointslice_`
export const SERVICE_NAME_LABEL = 'kubernetes.io/service-name'

export function endpointSliceTargets(slice: EndpointSlice, around: Surroundings): DiscoveredTarget[] {
  const { namespace, labels } = slice.metadata
  const serviceName = labels?.[SERVICE_NAME_LABEL]
  const service = serviceName === undefined ? undefined : around.service(namespace, serviceName)
  const group = {
    ...(service === undefined ? {} : serviceLabels(service)),
    ...objectLabels('endpointslice', slice.metadata),
    ...namespaceLabels(around, namespace),
    [`${OWN}address_type`]: slice.addressType ?? '',
  }
  const pods = createBackingPods(group, around)
  const targets = (slice.endpoints ?? []).flatMap(endpoint => {
    const { targetRef } = endpoint
    const own = {
      ...endpointLabels(endpoint),
      ...nodeLabels(around, targetRef?.kind === 'Node' ? targetRef.name : endpoint.nodeName),
    }
    return (slice.ports ?? []).flatMap(port =>
      (endpoint.addresses ?? []).map(address =>
        targetOf(group, {
          ...own,
          ...portLabels(port),
          __address__: port.port === undefined ? address : hostPort(address, port.port),
          ...pods.labelsFor(targetRef, port.port),
        }),
      ),
    )
  })
  return [...targets, ...pods.otherPorts()]
}

function endpointLabels(endpoint: SliceEndpoint): LabelRecord {
  const { conditions, targetRef } = endpoint
  const labels: Record<string, string> = {
    [`${OWN}endpoint_conditions_ready`]: text(conditions?.ready),
    [`${OWN}endpoint_conditions_serving`]: text(conditions?.serving),
    [`${OWN}endpoint_conditions_terminating`]: text(conditions?.terminating),
    [`${OWN}endpoint_hostname`]: endpoint.hostname ?? '',
    [`${OWN}endpoint_node_name`]: endpoint.nodeName ?? '',
    [`${OWN}endpoint_zone`]: endpoint.zone ?? '',
    [`${OWN}address_target_kind`]: targetRef?.kind ?? '',
    [`${OWN}address_target_name`]: targetRef?.name ?? '',
  }
  for (const [name, value] of Object.entries(endpoint.deprecatedTopology ?? {})) {
    labels[`${OWN}endpoint_topology_${sanitize(name)}`] = value
    labels[`${OWN}endpoint_topology_present_${sanitize(name)}`] = 'true'
  }
  return labels
}

function portLabels(port: SlicePort): LabelRecord {
  return {
    [`${OWN}port_name`]: port.name ?? '',
    [`${OWN}port_protocol`]: port.protocol ?? '',
    [`${OWN}port`]: text(port.port),
    [`${OWN}port_app_protocol`]: port.appProtocol ?? '',
  }
}

function text(value: boolean | number | undefined): string {
  return value === undefined ? '' : String(value)
}
