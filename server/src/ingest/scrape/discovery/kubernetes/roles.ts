/** What each role lists and watches, and how its objects become targets. */
import type { KubernetesDiscovery, KubernetesRole } from '../../../../config/prometheus/types.ts'
import type { DiscoveredTarget } from '../../discovered.ts'
import { endpointsTargets } from './endpoints.ts'
import { endpointSliceTargets } from './endpointslice.ts'
import { ingressTargets } from './ingress.ts'
import type { Surroundings } from './meta-labels.ts'
import { nodeTargets } from './node.ts'
import { podTargets } from './pod.ts'
import { serviceTargets } from './service.ts'

export type Kind = KubernetesRole | 'namespace'

interface Resource {
  readonly api: string
  readonly resource: string
  readonly namespaced: boolean
}

export const RESOURCES: Record<Kind, Resource> = {
  pod: { api: '/api/v1', resource: 'pods', namespaced: true },
  service: { api: '/api/v1', resource: 'services', namespaced: true },
  endpoints: { api: '/api/v1', resource: 'endpoints', namespaced: true },
  endpointslice: { api: '/apis/discovery.k8s.io/v1', resource: 'endpointslices', namespaced: true },
  ingress: { api: '/apis/networking.k8s.io/v1', resource: 'ingresses', namespaced: true },
  node: { api: '/api/v1', resource: 'nodes', namespaced: false },
  namespace: { api: '/api/v1', resource: 'namespaces', namespaced: false },
}

interface Role {
  readonly build: (object: never, around: Surroundings) => DiscoveredTarget[]
  /** Kinds that its labels are also taken from. */
  readonly reads: readonly Kind[]
}

export const ROLES: Record<KubernetesRole, Role> = {
  pod: { build: podTargets, reads: [] },
  service: { build: serviceTargets, reads: [] },
  endpoints: { build: endpointsTargets, reads: ['service', 'pod'] },
  endpointslice: { build: endpointSliceTargets, reads: ['service', 'pod'] },
  node: { build: nodeTargets, reads: [] },
  ingress: { build: ingressTargets, reads: [] },
}

/** The role's own kind, what its labels are also taken from, and what `attach_metadata` asks for. */
export function kindsOf(config: KubernetesDiscovery): Set<Kind> {
  const kinds = new Set<Kind>([config.role, ...ROLES[config.role].reads])
  if (config.attachMetadata.node && config.role !== 'service' && config.role !== 'ingress') kinds.add('node')
  if (config.attachMetadata.namespace && config.role !== 'node') kinds.add('namespace')
  return kinds
}
