/** The `__meta_kubernetes_*` labels that several roles share, as Prometheus names them. */
import type { LabelRecord } from '../mechanism.ts'
import type { KubernetesObject, Node, ObjectMeta, Pod, Service } from './objects.ts'

export const PREFIX = '__meta_kubernetes_'

/** `app.kubernetes.io/name` becomes `app_kubernetes_io_name`. */
export function sanitize(name: string): string {
  return name.replace(/[^a-zA-Z0-9_]/g, '_')
}

/** Labels and annotations, each with its value and, as the value may be empty, with a mark that it is there. */
export function labelsAndAnnotations(kind: string, meta: ObjectMeta): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [name, value] of Object.entries(meta.labels ?? {})) {
    out[`${PREFIX}${kind}_label_${sanitize(name)}`] = value
    out[`${PREFIX}${kind}_labelpresent_${sanitize(name)}`] = 'true'
  }
  for (const [name, value] of Object.entries(meta.annotations ?? {})) {
    out[`${PREFIX}${kind}_annotation_${sanitize(name)}`] = value
    out[`${PREFIX}${kind}_annotationpresent_${sanitize(name)}`] = 'true'
  }
  return out
}

export function objectLabels(kind: string, meta: ObjectMeta): Record<string, string> {
  return { [`${PREFIX}${kind}_name`]: meta.name, ...labelsAndAnnotations(kind, meta) }
}

/** What a role looks up beside its own object, each undefined where it is not attached or not known. */
export interface Surroundings {
  pod(namespace: string | undefined, name: string): Pod | undefined
  service(namespace: string | undefined, name: string): Service | undefined
  node(name: string): Node | undefined
  namespace(name: string): KubernetesObject | undefined
}

export function nodeLabels(around: Surroundings, name: string | undefined): LabelRecord {
  const node = name === undefined || name === '' ? undefined : around.node(name)
  return node === undefined ? {} : objectLabels('node', node.metadata)
}

/** Without the name, which every role has as `__meta_kubernetes_namespace`. */
export function namespaceLabels(around: Surroundings, name: string | undefined): LabelRecord {
  const namespace = name === undefined ? undefined : around.namespace(name)
  return {
    [`${PREFIX}namespace`]: name ?? '',
    ...(namespace === undefined ? {} : labelsAndAnnotations('namespace', namespace.metadata)),
  }
}
