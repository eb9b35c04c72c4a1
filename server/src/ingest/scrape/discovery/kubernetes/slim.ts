/** Of the objects only what discovery reads is kept: a cluster has many pods, and most of a pod is of no use here. */
import type { Container, KubernetesObject, Pod } from './objects.ts'

export function slimObject<T extends KubernetesObject>(object: T): T {
  const { managedFields: _, ...metadata } = object.metadata as T['metadata'] & { managedFields?: unknown }
  return { ...object, metadata }
}

export function slimPod(pod: Pod): Pod {
  const { name, namespace, uid, resourceVersion, labels, annotations, ownerReferences } = pod.metadata
  const { spec, status } = pod
  return {
    metadata: defined({ name, namespace, uid, resourceVersion, labels, annotations, ownerReferences }),
    spec: defined({
      nodeName: spec?.nodeName,
      containers: spec?.containers?.map(slimContainer),
      initContainers: spec?.initContainers?.map(slimContainer),
    }),
    status: defined({
      phase: status?.phase,
      podIP: status?.podIP,
      podIPs: status?.podIPs,
      hostIP: status?.hostIP,
      conditions: status?.conditions
        ?.filter(({ type }) => type === 'Ready')
        .map(({ type, status }) => ({ type, status })),
      containerStatuses: status?.containerStatuses?.map(slimStatus),
      initContainerStatuses: status?.initContainerStatuses?.map(slimStatus),
    }),
  }
}

function slimContainer({ name, image, ports }: Container): Container {
  return defined({ name, image, ports })
}

function slimStatus({ name, containerID }: { name: string; containerID?: string }) {
  return defined({ name, containerID })
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Without the keys that have no value. */
function defined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>
}
