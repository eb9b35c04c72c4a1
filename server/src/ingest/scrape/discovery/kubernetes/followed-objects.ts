/**
 * All objects that a discovery follows, and the targets built from them.
 *
 * The labels of a target come from several objects (an endpoint's from its service, pod, node and namespace). What a build
 * looked at is remembered, so that a change anywhere builds exactly those objects anew that had looked there.
 */
import { isDeepStrictEqual } from 'node:util'
import type { KubernetesDiscovery } from '../../../../config/prometheus/types.ts'
import type { DiscoveredTarget } from '../../discovered.ts'
import type { Findings } from '../mechanism.ts'
import type { Surroundings } from './meta-labels.ts'
import { joinKey, type KubernetesObject, type Node, type Pod, type Service } from './objects.ts'
import { type Kind, ROLES } from './roles.ts'

export interface FollowedObjects {
  changed(
    kind: Kind,
    key: string,
    now: KubernetesObject | undefined,
    before: KubernetesObject | undefined,
  ): void
  /** From here on a change leads to targets at once; before, objects are only gathered. */
  buildAll(): void
}

export function createFollowedObjects(config: KubernetesDiscovery, findings: Findings): FollowedObjects {
  const { role } = config
  const build = ROLES[role].build as (object: KubernetesObject, around: Surroundings) => DiscoveredTarget[]
  const known = new Map<Kind, Map<string, KubernetesObject>>()
  /** For what a build looked at (`pod default/x`): the objects of the role that did. */
  const lookers = new Map<string, Set<string>>()
  const looked = new Map<string, readonly string[]>()
  let ready = false

  function objectsOf(kind: Kind): Map<string, KubernetesObject> {
    const objects = known.get(kind) ?? new Map<string, KubernetesObject>()
    known.set(kind, objects)
    return objects
  }

  function rebuild(key: string): void {
    for (const place of looked.get(key) ?? []) lookers.get(place)?.delete(key)
    looked.delete(key)
    const object = objectsOf(role).get(key)
    const source = `${role}/${key}`
    if (object === undefined) {
      findings.set(source, [])
      return
    }
    const places = new Set<string>()
    const look = <T extends KubernetesObject>(kind: Kind, name: string): T | undefined => {
      places.add(`${kind} ${name}`)
      return known.get(kind)?.get(name) as T | undefined
    }
    const targets = build(object, {
      pod: (namespace, name) => look<Pod>('pod', joinKey(namespace, name)),
      service: (namespace, name) => look<Service>('service', joinKey(namespace, name)),
      node: name => (config.attachMetadata.node ? look<Node>('node', name) : undefined),
      namespace: name => (config.attachMetadata.namespace ? look('namespace', name) : undefined),
    })
    for (const place of places) {
      const keys = lookers.get(place) ?? new Set<string>()
      lookers.set(place, keys.add(key))
    }
    looked.set(key, [...places])
    findings.set(source, targets)
  }

  return {
    changed(kind, key, now, before) {
      if (now === undefined) objectsOf(kind).delete(key)
      else objectsOf(kind).set(key, now)
      if (!ready) return
      if (kind === role) rebuild(key)
      // Nodes report their state all the time; only what they are called matters here.
      else if (kind === 'node' && sameNames(now, before)) return
      const place = `${kind} ${key}`
      for (const looker of [...(lookers.get(place) ?? [])]) rebuild(looker)
      if (lookers.get(place)?.size === 0) lookers.delete(place)
    },
    buildAll() {
      ready = true
      for (const key of objectsOf(role).keys()) rebuild(key)
    },
  }
}

function sameNames(a: KubernetesObject | undefined, b: KubernetesObject | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    isDeepStrictEqual(a.metadata.labels, b.metadata.labels) &&
    isDeepStrictEqual(a.metadata.annotations, b.metadata.annotations)
  )
}
