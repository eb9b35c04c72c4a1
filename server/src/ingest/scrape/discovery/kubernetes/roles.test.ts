import { recordOf } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import type { DiscoveredTarget } from '../../discovered.ts'
import { endpointsTargets } from './endpoints.ts'
import { endpointSliceTargets } from './endpointslice.ts'
import { ingressTargets } from './ingress.ts'
import type { Surroundings } from './meta-labels.ts'
import { nodeTargets } from './node.ts'
import type { Node, Pod, Service } from './objects.ts'
import { podTargets } from './pod.ts'
import { serviceTargets } from './service.ts'

const POD: Pod = {
  metadata: {
    name: 'web-7d4b9',
    namespace: 'shop',
    uid: 'a1b2',
    labels: { 'app.kubernetes.io/name': 'web' },
    annotations: { 'prometheus.io/scrape': 'true' },
    ownerReferences: [
      { kind: 'Other', name: 'not-me' },
      { kind: 'ReplicaSet', name: 'web-7d4', controller: true },
    ],
  },
  spec: {
    nodeName: 'node-1',
    containers: [
      {
        name: 'app',
        image: 'web:1.2',
        ports: [
          { name: 'http', containerPort: 8080, protocol: 'TCP' },
          { name: 'metrics', containerPort: 9102, protocol: 'TCP' },
        ],
      },
      { name: 'sidecar', image: 'side:1' },
    ],
    initContainers: [{ name: 'setup', image: 'setup:1' }],
  },
  status: {
    phase: 'Running',
    podIP: '10.1.2.3',
    podIPs: [{ ip: '10.1.2.3' }, { ip: 'fd00::3' }],
    hostIP: '192.168.0.1',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [{ name: 'app', containerID: 'containerd://abc' }],
    initContainerStatuses: [{ name: 'setup', containerID: 'containerd://def' }],
  },
}

const SERVICE: Service = {
  metadata: { name: 'web', namespace: 'shop', labels: { team: 'front' }, annotations: { note: '' } },
  spec: { type: 'ClusterIP', clusterIP: '10.96.0.7', ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
}

const NODE: Node = {
  metadata: { name: 'node-1', labels: { 'topology.kubernetes.io/zone': 'a' }, annotations: { x: 'y' } },
  spec: { providerID: 'test://1' },
  status: {
    addresses: [
      { type: 'Hostname', address: 'node-1' },
      { type: 'InternalIP', address: '192.168.0.1' },
      { type: 'InternalIP', address: '192.168.0.9' },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
  },
}

const ALONE: Surroundings = {
  pod: () => undefined,
  service: () => undefined,
  node: () => undefined,
  namespace: () => undefined,
}

const AMONG: Surroundings = {
  pod: (namespace, name) => (namespace === 'shop' && name === POD.metadata.name ? POD : undefined),
  service: (namespace, name) => (namespace === 'shop' && name === 'web' ? SERVICE : undefined),
  node: name => (name === 'node-1' ? NODE : undefined),
  namespace: name => ({ metadata: { name, labels: { stage: 'prod' } } }),
}

/** Labels without their common prefix. */
function short(target: DiscoveredTarget): Record<string, string> {
  return Object.fromEntries(
    Object.entries(recordOf(target.discovered)).map(([name, value]) => [
      name.replace('__meta_kubernetes_', ''),
      value,
    ]),
  )
}

const POD_LABELS = {
  pod_name: 'web-7d4b9',
  pod_ip: '10.1.2.3',
  pod_ipv4: '10.1.2.3',
  pod_ipv6: 'fd00::3',
  pod_label_app_kubernetes_io_name: 'web',
  pod_labelpresent_app_kubernetes_io_name: 'true',
  pod_annotation_prometheus_io_scrape: 'true',
  pod_annotationpresent_prometheus_io_scrape: 'true',
  pod_ready: 'true',
  pod_phase: 'Running',
  pod_node_name: 'node-1',
  pod_host_ip: '192.168.0.1',
  pod_uid: 'a1b2',
  pod_controller_kind: 'ReplicaSet',
  pod_controller_name: 'web-7d4',
}

const SERVICE_LABELS = {
  service_name: 'web',
  service_label_team: 'front',
  service_labelpresent_team: 'true',
  service_annotationpresent_note: 'true',
}

const NODE_LABELS = {
  node_name: 'node-1',
  node_label_topology_kubernetes_io_zone: 'a',
  node_labelpresent_topology_kubernetes_io_zone: 'true',
  node_annotation_x: 'y',
  node_annotationpresent_x: 'true',
}

describe('the role pod', () => {
  it('gives a target for each port, or for a container without one', () => {
    const targets = podTargets(POD, ALONE).map(short)
    expect(targets).toEqual([
      {
        ...POD_LABELS,
        namespace: 'shop',
        __address__: '10.1.2.3:8080',
        pod_container_name: 'app',
        pod_container_image: 'web:1.2',
        pod_container_id: 'containerd://abc',
        pod_container_init: 'false',
        pod_container_port_name: 'http',
        pod_container_port_number: '8080',
        pod_container_port_protocol: 'TCP',
      },
      expect.objectContaining({ __address__: '10.1.2.3:9102', pod_container_port_name: 'metrics' }),
      {
        ...POD_LABELS,
        namespace: 'shop',
        __address__: '10.1.2.3',
        pod_container_name: 'sidecar',
        pod_container_image: 'side:1',
        pod_container_init: 'false',
      },
      expect.objectContaining({
        __address__: '10.1.2.3',
        pod_container_name: 'setup',
        pod_container_id: 'containerd://def',
        pod_container_init: 'true',
      }),
    ])
  })

  it('gives none for a pod without an address', () => {
    expect(podTargets({ metadata: POD.metadata }, ALONE)).toEqual([])
  })

  it('writes IPv6 addresses in brackets', () => {
    const pod = { ...POD, status: { podIP: 'fd00::3' } }
    expect(podTargets(pod, ALONE).map(target => short(target).__address__)).toEqual([
      '[fd00::3]:8080',
      '[fd00::3]:9102',
      '[fd00::3]',
      '[fd00::3]',
    ])
    expect(short(podTargets(pod, ALONE)[0]!).pod_ready).toBe('unknown')
  })

  it('has the labels of its node and namespace where they are attached', () => {
    expect(short(podTargets(POD, AMONG)[0]!)).toMatchObject({
      ...NODE_LABELS,
      namespace: 'shop',
      namespace_label_stage: 'prod',
      namespace_labelpresent_stage: 'true',
    })
  })
})

describe('the role service', () => {
  it('gives a target for each port under the name in the DNS of the cluster', () => {
    expect(serviceTargets(SERVICE, ALONE).map(short)).toEqual([
      {
        ...SERVICE_LABELS,
        namespace: 'shop',
        __address__: 'web.shop.svc:80',
        service_port_name: 'http',
        service_port_number: '80',
        service_port_protocol: 'TCP',
        service_type: 'ClusterIP',
        service_cluster_ip: '10.96.0.7',
      },
    ])
  })

  it('says what is special about its type', () => {
    const ports = [{ port: 80 }]
    const of = (spec: Service['spec']) =>
      short(serviceTargets({ ...SERVICE, spec: { ports, ...spec } }, ALONE)[0]!)
    const external = of({ type: 'ExternalName', externalName: 'db.example.com', clusterIP: 'None' })
    expect(external.service_external_name).toBe('db.example.com')
    expect(external.service_cluster_ip).toBeUndefined()
    expect(of({ type: 'LoadBalancer', clusterIP: '10.0.0.1', loadBalancerIP: '1.2.3.4' })).toMatchObject({
      service_cluster_ip: '10.0.0.1',
      service_loadbalancer_ip: '1.2.3.4',
    })
  })
})

describe('the role endpoints', () => {
  const endpoints = {
    metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
    subsets: [
      {
        addresses: [
          {
            ip: '10.1.2.3',
            nodeName: 'node-1',
            targetRef: { kind: 'Pod', namespace: 'shop', name: 'web-7d4b9' },
          },
        ],
        notReadyAddresses: [{ ip: '4.5.6.7', hostname: 'outside' }],
        ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      },
    ],
  }
  const common = {
    namespace: 'shop',
    endpoints_name: 'web',
    endpoints_label_app: 'web',
    endpoints_labelpresent_app: 'true',
  }

  it('gives addresses, ready or not', () => {
    expect(endpointsTargets(endpoints, ALONE).map(short)).toEqual([
      {
        ...common,
        __address__: '10.1.2.3:8080',
        endpoint_port_name: 'http',
        endpoint_port_protocol: 'TCP',
        endpoint_ready: 'true',
        endpoint_node_name: 'node-1',
        endpoint_address_target_kind: 'Pod',
        endpoint_address_target_name: 'web-7d4b9',
      },
      {
        ...common,
        __address__: '4.5.6.7:8080',
        endpoint_port_name: 'http',
        endpoint_port_protocol: 'TCP',
        endpoint_ready: 'false',
        endpoint_hostname: 'outside',
      },
    ])
  })

  it('gives them the labels of service, pod and node, and adds the other ports of the pod', () => {
    const targets = endpointsTargets(endpoints, AMONG).map(short)
    expect(targets.map(({ __address__ }) => __address__)).toEqual([
      '10.1.2.3:8080',
      '4.5.6.7:8080',
      '10.1.2.3:9102',
    ])
    expect(targets[0]).toMatchObject({
      ...common,
      ...SERVICE_LABELS,
      ...POD_LABELS,
      ...NODE_LABELS,
      pod_container_name: 'app',
      pod_container_port_name: 'http',
      pod_container_port_number: '8080',
      pod_container_init: 'false',
    })
    expect(targets[1]!.pod_name).toBeUndefined()
    expect(targets[2]).toMatchObject({
      ...common,
      ...SERVICE_LABELS,
      ...POD_LABELS,
      pod_container_port_name: 'metrics',
    })
    expect(targets[2]!.endpoint_ready).toBeUndefined()
  })
})

describe('the role endpointslice', () => {
  it('gives addresses with their conditions, and the labels around them', () => {
    const slice = {
      metadata: { name: 'web-x1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
      addressType: 'IPv4',
      endpoints: [
        {
          addresses: ['10.1.2.3'],
          conditions: { ready: true, serving: true, terminating: false },
          nodeName: 'node-1',
          zone: 'a',
          targetRef: { kind: 'Pod', namespace: 'shop', name: 'web-7d4b9' },
        },
        {
          addresses: ['4.5.6.7'],
          hostname: 'outside',
          deprecatedTopology: { 'kubernetes.io/hostname': 'h' },
        },
      ],
      ports: [{ name: 'http', port: 8080, protocol: 'TCP', appProtocol: 'http' }],
    }
    const targets = endpointSliceTargets(slice, AMONG).map(short)
    expect(targets.map(({ __address__ }) => __address__)).toEqual([
      '10.1.2.3:8080',
      '4.5.6.7:8080',
      '10.1.2.3:9102',
    ])
    expect(targets[0]).toMatchObject({
      ...SERVICE_LABELS,
      ...POD_LABELS,
      ...NODE_LABELS,
      namespace: 'shop',
      endpointslice_name: 'web-x1',
      endpointslice_address_type: 'IPv4',
      endpointslice_port: '8080',
      endpointslice_port_name: 'http',
      endpointslice_port_protocol: 'TCP',
      endpointslice_port_app_protocol: 'http',
      endpointslice_endpoint_conditions_ready: 'true',
      endpointslice_endpoint_conditions_serving: 'true',
      endpointslice_endpoint_conditions_terminating: 'false',
      endpointslice_address_target_kind: 'Pod',
      endpointslice_address_target_name: 'web-7d4b9',
      endpointslice_endpoint_node_name: 'node-1',
      endpointslice_endpoint_zone: 'a',
    })
    expect(targets[1]).toMatchObject({
      endpointslice_endpoint_hostname: 'outside',
      endpointslice_endpoint_topology_kubernetes_io_hostname: 'h',
      endpointslice_endpoint_topology_present_kubernetes_io_hostname: 'true',
    })
  })
})

describe('the role node', () => {
  it('gives the kubelet at the preferred kind of address', () => {
    expect(nodeTargets(NODE).map(short)).toEqual([
      {
        ...NODE_LABELS,
        __address__: '192.168.0.1:10250',
        instance: 'node-1',
        node_provider_id: 'test://1',
        node_address_Hostname: 'node-1',
        node_address_InternalIP: '192.168.0.1',
      },
    ])
    expect(nodeTargets({ metadata: { name: 'bare' } })).toEqual([])
  })
})

describe('the role ingress', () => {
  it('gives the paths of each host, over https where TLS covers it', () => {
    const targets = ingressTargets(
      {
        metadata: { name: 'front', namespace: 'shop' },
        spec: {
          ingressClassName: 'nginx',
          tls: [{ hosts: ['*.example.com'] }],
          rules: [
            { host: 'a.example.com', http: { paths: [{ path: '/api' }, {}] } },
            { host: 'a.b.example.com' },
          ],
        },
      },
      ALONE,
    ).map(short)
    expect(targets.map(target => [target.__address__, target.ingress_scheme, target.ingress_path])).toEqual([
      ['a.example.com', 'https', '/api'],
      ['a.example.com', 'https', '/'],
      ['a.b.example.com', 'http', '/'],
    ])
    expect(targets[0]).toMatchObject({
      namespace: 'shop',
      ingress_name: 'front',
      ingress_class_name: 'nginx',
      ingress_host: 'a.example.com',
    })
  })
})
