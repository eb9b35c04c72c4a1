/** Role `pod`: a target for each port of each container, or for the container where it declares none. */
import { isIPv4, isIPv6 } from 'node:net'
import type { DiscoveredTarget } from '../../discovered.ts'
import { hostPort, type LabelRecord, targetOf } from '../mechanism.ts'
import { namespaceLabels, nodeLabels, objectLabels, PREFIX, type Surroundings } from './meta-labels.ts'
import type { Container, ContainerPort, Pod } from './objects.ts'

export function podTargets(pod: Pod, around: Surroundings): DiscoveredTarget[] {
  const ip = pod.status?.podIP ?? ''
  // A pod that starts or was evicted has no address.
  if (ip === '') return []
  const group = {
    ...podLabels(pod),
    ...nodeLabels(around, pod.spec?.nodeName),
    ...namespaceLabels(around, pod.metadata.namespace),
  }
  return containersOf(pod).flatMap(({ container, init }) => {
    const own = {
      ...containerLabels(container, init),
      [`${PREFIX}pod_container_id`]: containerId(pod, container.name, init),
    }
    const ports = container.ports ?? []
    // The port is for a relabelling rule to add.
    if (ports.length === 0) return [targetOf(group, { ...own, __address__: isIPv6(ip) ? `[${ip}]` : ip })]
    return ports.map(port =>
      targetOf(group, { ...own, ...portLabels(port), __address__: hostPort(ip, port.containerPort) }),
    )
  })
}

/** What every target that is backed by a pod has. */
export function podLabels(pod: Pod): LabelRecord {
  const status = pod.status
  const ready = status?.conditions?.find(condition => condition.type === 'Ready')?.status ?? 'Unknown'
  const addresses = (status?.podIPs ?? []).map(({ ip }) => ip ?? '')
  const controller = pod.metadata.ownerReferences?.find(reference => reference.controller === true)
  return {
    ...objectLabels('pod', pod.metadata),
    [`${PREFIX}pod_ip`]: status?.podIP ?? '',
    [`${PREFIX}pod_ipv4`]: addresses.find(isIPv4) ?? '',
    [`${PREFIX}pod_ipv6`]: addresses.find(isIPv6) ?? '',
    [`${PREFIX}pod_ready`]: ready.toLowerCase(),
    [`${PREFIX}pod_phase`]: status?.phase ?? '',
    [`${PREFIX}pod_node_name`]: pod.spec?.nodeName ?? '',
    [`${PREFIX}pod_host_ip`]: status?.hostIP ?? '',
    [`${PREFIX}pod_uid`]: pod.metadata.uid ?? '',
    [`${PREFIX}pod_controller_kind`]: controller?.kind ?? '',
    [`${PREFIX}pod_controller_name`]: controller?.name ?? '',
  }
}

export function containersOf(pod: Pod): { container: Container; init: boolean }[] {
  return [
    ...(pod.spec?.containers ?? []).map(container => ({ container, init: false })),
    ...(pod.spec?.initContainers ?? []).map(container => ({ container, init: true })),
  ]
}

export function containerLabels(container: Container, init: boolean): LabelRecord {
  return {
    [`${PREFIX}pod_container_name`]: container.name,
    [`${PREFIX}pod_container_image`]: container.image ?? '',
    [`${PREFIX}pod_container_init`]: String(init),
  }
}

export function portLabels(port: ContainerPort): LabelRecord {
  return {
    [`${PREFIX}pod_container_port_name`]: port.name ?? '',
    [`${PREFIX}pod_container_port_number`]: String(port.containerPort),
    [`${PREFIX}pod_container_port_protocol`]: port.protocol ?? '',
  }
}

function containerId(pod: Pod, name: string, init: boolean): string {
  const statuses = init ? pod.status?.initContainerStatuses : pod.status?.containerStatuses
  return statuses?.find(status => status.name === name)?.containerID ?? ''
}
