/**
 * What the roles `endpoints` and `endpointslice` share: an address that is backed by a pod gets the pod's labels, and the pod's
 * other container ports become targets too.
 */
import type { DiscoveredTarget } from '../../discovered.ts'
import { hostPort, type LabelRecord, targetOf } from '../mechanism.ts'
import { nodeLabels, type Surroundings } from './meta-labels.ts'
import { keyOf, type ObjectReference, type Pod } from './objects.ts'
import { containerLabels, containersOf, podLabels, portLabels } from './pod.ts'

export interface BackingPods {
  /** The labels of the pod behind an address and port; none where no pod is known there. */
  labelsFor(reference: ObjectReference | undefined, port: number | undefined): LabelRecord
  /** The container ports of all pods seen that no address had. */
  otherPorts(): DiscoveredTarget[]
}

export function createBackingPods(group: LabelRecord, around: Surroundings): BackingPods {
  const seen = new Map<string, { readonly pod: Pod; readonly ports: Set<number | undefined> }>()

  return {
    labelsFor(reference, port) {
      if (reference?.kind !== 'Pod' || reference.name === undefined) return {}
      const pod = around.pod(reference.namespace, reference.name)
      if (pod === undefined) return {}
      const entry = seen.get(keyOf(pod)) ?? { pod, ports: new Set() }
      seen.set(keyOf(pod), entry)
      entry.ports.add(port)
      let labels = podLabels(pod)
      for (const { container, init } of containersOf(pod)) {
        const match = container.ports?.find(({ containerPort }) => containerPort === port)
        if (match !== undefined)
          labels = { ...labels, ...containerLabels(container, init), ...portLabels(match) }
      }
      return labels
    },
    otherPorts() {
      return [...seen.values()].flatMap(({ pod, ports }) => {
        const ip = pod.status?.podIP ?? ''
        if (ip === '') return []
        const labels = { ...podLabels(pod), ...nodeLabels(around, pod.spec?.nodeName) }
        return containersOf(pod).flatMap(({ container, init }) =>
          (container.ports ?? [])
            .filter(({ containerPort }) => !ports.has(containerPort))
            .map(port =>
              targetOf(group, {
                ...labels,
                ...containerLabels(container, init),
                ...portLabels(port),
                __address__: hostPort(ip, port.containerPort),
              }),
            ),
        )
      })
    },
  }
}
