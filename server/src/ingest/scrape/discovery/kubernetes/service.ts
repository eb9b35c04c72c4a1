/** Role `service`: a target for each port of each service, under the name that the cluster's DNS knows. */
import type { DiscoveredTarget } from '../../discovered.ts'
import { hostPort, type LabelRecord, targetOf } from '../mechanism.ts'
import { namespaceLabels, objectLabels, PREFIX, type Surroundings } from './meta-labels.ts'
import type { Service } from './objects.ts'

export function serviceTargets(service: Service, around: Surroundings): DiscoveredTarget[] {
  const { name, namespace } = service.metadata
  const spec = service.spec
  const type = spec?.type ?? ''
  const group = { ...serviceLabels(service), ...namespaceLabels(around, namespace) }
  return (spec?.ports ?? []).map(port =>
    targetOf(group, {
      __address__: hostPort(`${name}.${namespace}.svc`, port.port),
      [`${PREFIX}service_port_name`]: port.name ?? '',
      [`${PREFIX}service_port_number`]: String(port.port),
      [`${PREFIX}service_port_protocol`]: port.protocol ?? '',
      [`${PREFIX}service_type`]: type,
      [`${PREFIX}service_external_name`]: type === 'ExternalName' ? (spec?.externalName ?? '') : '',
      [`${PREFIX}service_cluster_ip`]: type === 'ExternalName' ? '' : (spec?.clusterIP ?? ''),
      [`${PREFIX}service_loadbalancer_ip`]: type === 'LoadBalancer' ? (spec?.loadBalancerIP ?? '') : '',
    }),
  )
}

/** What every target that belongs to a service has. */
export function serviceLabels(service: Service): LabelRecord {
  return objectLabels('service', service.metadata)
}
