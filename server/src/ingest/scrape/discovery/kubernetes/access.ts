/** How to reach the API server: as the configuration says, as a kubeconfig file says, or as a pod of the cluster. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KubernetesDiscovery } from '../../../../config/prometheus/types.ts'
import { type Access, readKubeconfig } from './kubeconfig.ts'

export const SERVICE_ACCOUNT_DIRECTORY = '/var/run/secrets/kubernetes.io/serviceaccount'

/** What a pod finds in its environment; '' outside of a cluster. */
export interface ClusterEnvironment {
  /** `KUBERNETES_SERVICE_HOST` */
  readonly serviceHost: string
  /** `KUBERNETES_SERVICE_PORT` */
  readonly servicePort: string
  /** Where the token, the authority and the namespace are mounted. */
  readonly serviceAccountDirectory?: string
}

export function readClusterEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): ClusterEnvironment {
  return {
    serviceHost: env.KUBERNETES_SERVICE_HOST ?? '',
    servicePort: env.KUBERNETES_SERVICE_PORT ?? '',
  }
}

export async function findAccess(
  config: KubernetesDiscovery,
  environment: ClusterEnvironment | undefined,
): Promise<Access> {
  if (config.apiServer !== undefined) {
    // Watches are long answers over few connections; the older protocol carries them more simply.
    return { server: config.apiServer.replace(/\/$/, ''), http: { ...config.http, enableHttp2: false } }
  }
  if (config.kubeconfigFile !== undefined) return readKubeconfig(config.kubeconfigFile)
  const { serviceHost = '', servicePort = '' } = environment ?? {}
  if (serviceHost === '' || servicePort === '') {
    throw new Error(
      'Vedette does not run in a Kubernetes cluster (KUBERNETES_SERVICE_HOST is not set); give api_server or kubeconfig_file',
    )
  }
  const directory = environment?.serviceAccountDirectory ?? SERVICE_ACCOUNT_DIRECTORY
  const host = serviceHost.includes(':') ? `[${serviceHost}]` : serviceHost
  return {
    server: `https://${host}:${servicePort}`,
    http: {
      ...config.http,
      enableHttp2: false,
      authorization: {
        type: 'Bearer',
        credentials: undefined,
        credentialsFile: join(directory, 'token'),
      },
      tls: { ...config.http.tls, caFile: join(directory, 'ca.crt') },
    },
  }
}

/** The namespaces to look into; a single '' stands for all of them. */
export async function namespacesOf(
  config: KubernetesDiscovery,
  environment: ClusterEnvironment | undefined,
): Promise<string[]> {
  const names = [...config.namespaces.names]
  if (config.namespaces.ownNamespace) {
    const directory = environment?.serviceAccountDirectory ?? SERVICE_ACCOUNT_DIRECTORY
    const own = (await readFile(join(directory, 'namespace'), 'utf8')).trim()
    if (own !== '' && !names.includes(own)) names.push(own)
  }
  return names.length === 0 ? [''] : names
}
