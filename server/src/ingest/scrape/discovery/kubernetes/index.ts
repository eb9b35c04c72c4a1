/** `kubernetes_sd_configs`: lists and watches what the role needs and turns each of its objects into targets. */
import type { KubernetesDiscovery } from '../../../../config/prometheus/types.ts'
import { messageOf } from '../../../../errors.ts'
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../../../http-client.ts'
import type { Findings, Mechanism } from '../mechanism.ts'
import { type ClusterEnvironment, findAccess, namespacesOf } from './access.ts'
import type { ResourcePath } from './api.ts'
import { createFollowedObjects } from './followed-objects.ts'
import type { KubernetesObject } from './objects.ts'
import { createPauses, type PauseLimits } from './pauses.ts'
import { type ResourceWatch, watchResource } from './resource-watch.ts'
import { kindsOf, RESOURCES } from './roles.ts'
import { slimObject, slimPod } from './slim.ts'

export { readClusterEnvironment } from './access.ts'

export interface KubernetesOptions {
  readonly environment?: ClusterEnvironment
  readonly pauses?: PauseLimits
}

export function startKubernetes(
  config: KubernetesDiscovery,
  findings: Findings,
  options: KubernetesOptions & { readonly http: HttpClientOptions },
): Mechanism {
  const stopping = new AbortController()
  const first = Promise.withResolvers<void>()
  const failed = (reason: string): void => {
    if (stopping.signal.aborted) return
    findings.failed(reason)
    first.resolve()
  }
  const running = run()

  async function run(): Promise<void> {
    const pauses = createPauses(options.pauses)
    while (!stopping.signal.aborted) {
      try {
        const access = await findAccess(config, options.environment)
        const namespaces = await namespacesOf(config, options.environment)
        const client = createHttpClient(access.http, options.http)
        await follow(client, access.server, namespaces)
        await client.close()
        return
      } catch (error) {
        failed(messageOf(error))
        await pauses.longer(stopping.signal)
      }
    }
  }

  /** Until it is stopped. */
  async function follow(client: HttpClient, server: string, namespaces: readonly string[]): Promise<void> {
    const objects = createFollowedObjects(config, findings)
    const watches: ResourceWatch<KubernetesObject>[] = []
    for (const kind of kindsOf(config)) {
      const selector = config.selectors.find(({ role }) => role === kind)
      for (const namespace of RESOURCES[kind].namespaced ? namespaces : ['']) {
        const path: ResourcePath = {
          server,
          api: RESOURCES[kind].api,
          resource: RESOURCES[kind].resource,
          namespace,
          labelSelector: selector?.label ?? '',
          fieldSelector: selector?.field ?? '',
        }
        const watch = watchResource<KubernetesObject>({
          client,
          path,
          changed: (key, now, before) => objects.changed(kind, key, now, before),
          failed,
          slim: kind === 'pod' ? slimPod : slimObject,
          pauses: createPauses(options.pauses),
        })
        watches.push(watch)
      }
    }
    const stopped = untilAborted(stopping.signal)
    await Promise.race([stopped, Promise.all(watches.map(watch => watch.synced))])
    if (!stopping.signal.aborted) {
      objects.buildAll()
      first.resolve()
    }
    await stopped
    await Promise.all(watches.map(watch => watch.stop()))
  }

  return {
    first: first.promise,
    async stop() {
      stopping.abort()
      first.resolve()
      await running
    },
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
