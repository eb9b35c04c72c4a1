import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createAuthority } from '../../../../../testing/certificates.ts'
import { createReasonLog, createTargetWaiter } from '../../../../../testing/discovered-targets.ts'
import { httpClientConfig } from '../../../../../testing/http-client-config.ts'
import {
  type KubernetesApi,
  type StoredObject,
  startKubernetesApi,
} from '../../../../../testing/kubernetes-api.ts'
import type { KubernetesDiscovery } from '../../../../config/prometheus/types.ts'
import { Secret } from '../../../../config/secret.ts'
import type { DiscoveredTargets } from '../../discovered.ts'
import { type KubernetesOptions, startKubernetes } from './index.ts'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function cluster(options: Parameters<typeof startKubernetesApi>[0] = {}): Promise<KubernetesApi> {
  const api = await startKubernetesApi(options)
  cleanups.push(api.close)
  return api
}

function discover(config: Partial<KubernetesDiscovery>, options: KubernetesOptions = {}) {
  const found = createTargetWaiter()
  const reasons = createReasonLog()
  const sources = new Map<string, DiscoveredTargets>()
  const mechanism = startKubernetes(
    {
      kind: 'kubernetes',
      role: 'pod',
      apiServer: undefined,
      kubeconfigFile: undefined,
      http: httpClientConfig(),
      namespaces: { ownNamespace: false, names: [] },
      selectors: [],
      attachMetadata: { node: false, namespace: false },
      ...config,
    },
    {
      set(source, targets) {
        sources.set(source, { source, targets })
        found.onTargets([...sources.values()])
      },
      failed: reasons.failed,
    },
    { http: {}, pauses: { leastMs: 5, mostMs: 20 }, ...options },
  )
  cleanups.push(mechanism.stop)
  return { found, reasons, first: mechanism.first, stop: mechanism.stop }
}

function pod(
  name: string,
  ip: string,
  more: { namespace?: string; labels?: Record<string, string>; node?: string } = {},
): StoredObject {
  return {
    metadata: { name, namespace: more.namespace ?? 'shop', labels: more.labels ?? {} },
    spec: {
      nodeName: more.node ?? 'node-1',
      containers: [{ name: 'app', ports: [{ name: 'http', containerPort: 80 }] }],
    },
    status: { podIP: ip, phase: 'Running' },
  }
}

describe('kubernetes discovery', () => {
  it('reads a list in pages and follows what happens to it', async () => {
    const api = await cluster({ pageSize: 2 })
    for (let i = 1; i <= 5; i++) api.put('pods', pod(`web-${i}`, `10.0.0.${i}`))
    const { found } = discover({ apiServer: api.url })
    await found.addresses('10.0.0.1:80', '10.0.0.2:80', '10.0.0.3:80', '10.0.0.4:80', '10.0.0.5:80')
    expect(api.asked.filter(question => question.includes('limit=')).length).toBe(3)
    await api.watching(1)
    api.put('pods', pod('web-6', '10.0.0.6'))
    api.remove('pods', 'web-1', 'shop')
    api.put('pods', pod('web-2', '10.0.1.2'))
    await found.addresses('10.0.1.2:80', '10.0.0.3:80', '10.0.0.4:80', '10.0.0.5:80', '10.0.0.6:80')
    expect(found.latest()[0]).toMatchObject({
      __meta_kubernetes_namespace: 'shop',
      __meta_kubernetes_pod_name: 'web-2',
      __meta_kubernetes_pod_container_name: 'app',
    })
  })

  it('takes a watch that ended or broke up again where it was, kept fresh by bookmarks', async () => {
    const api = await cluster()
    api.put('pods', pod('a', '10.0.0.1'))
    const { found, reasons } = discover({ apiServer: api.url })
    await found.addresses('10.0.0.1:80')
    await api.watching(1)
    // Changes elsewhere move the version on; the bookmark tells it, and the next watch starts there.
    for (let i = 0; i < 10; i++) api.put('services', { metadata: { name: 's', namespace: 'shop' } })
    api.bookmark()
    api.put('pods', pod('b', '10.0.0.2'))
    await found.addresses('10.0.0.1:80', '10.0.0.2:80')
    api.endWatches()
    api.put('pods', pod('c', '10.0.0.3'))
    await found.addresses('10.0.0.1:80', '10.0.0.2:80', '10.0.0.3:80')
    await api.watching(1)
    api.breakWatches()
    api.put('pods', pod('d', '10.0.0.4'))
    await found.addresses('10.0.0.1:80', '10.0.0.2:80', '10.0.0.3:80', '10.0.0.4:80')
    expect(await reasons.until('closed')).toContain('was closed before the answer was complete')
    const lists = api.asked.filter(question => question.includes('limit='))
    const versions = api.asked.flatMap(question => /resourceVersion=(\d+)/.exec(question)?.[1] ?? [])
    expect(lists.length).toBe(1)
    expect(versions.slice(0, 2)).toEqual(['101', '112'])
  })

  it.each(['status', 'event'] as const)(
    'reads the list anew when its version is forgotten (410 as %s)',
    async how => {
      const api = await cluster()
      api.put('pods', pod('a', '10.0.0.1'))
      api.put('pods', pod('b', '10.0.0.2'))
      const { found, reasons } = discover({ apiServer: api.url })
      await found.addresses('10.0.0.1:80', '10.0.0.2:80')
      await api.watching(1)
      api.refuse(503)
      api.breakWatches()
      await reasons.until('status 503')
      api.remove('pods', 'a', 'shop')
      api.put('pods', pod('c', '10.0.0.3'))
      api.forget(how)
      api.refuse(undefined)
      await found.addresses('10.0.0.2:80', '10.0.0.3:80')
      expect(api.asked.filter(question => question.includes('limit=')).length).toBeGreaterThanOrEqual(2)
    },
  )

  it('keeps its targets while the API server fails, and says what it said', async () => {
    const api = await cluster()
    api.put('pods', pod('a', '10.0.0.1'))
    const { found, reasons } = discover({
      apiServer: api.url,
      namespaces: { ownNamespace: false, names: ['shop'] },
    })
    await found.addresses('10.0.0.1:80')
    await api.watching(1)
    api.refuse(403, 'pods is forbidden')
    api.breakWatches()
    expect(await reasons.until('status 403')).toBe(
      'the API server answered the question for pods in the namespace shop with status 403, "pods is forbidden": the account needs the verbs list and watch for them',
    )
    expect(found.latest().length).toBe(1)
    api.refuse(undefined)
    await api.watching(1)
    api.put('pods', pod('b', '10.0.0.2'))
    await found.addresses('10.0.0.1:80', '10.0.0.2:80')
  })

  it('is over its first attempt also when that fails', async () => {
    const { first, reasons } = discover({ apiServer: 'http://127.0.0.1:1' })
    await first
    expect(reasons.reasons[0]).toBe('connection refused by 127.0.0.1:1: nothing listens there')
  })

  it('looks only where it is told to', async () => {
    const api = await cluster()
    api.put('pods', pod('a', '10.0.0.1', { namespace: 'one', labels: { app: 'web' } }))
    api.put('pods', pod('b', '10.0.0.2', { namespace: 'two', labels: { app: 'web' }, node: 'node-2' }))
    api.put('pods', pod('c', '10.0.0.3', { namespace: 'two', labels: { app: 'db' } }))
    api.put('pods', pod('d', '10.0.0.4', { namespace: 'three', labels: { app: 'web' } }))
    const namespaces = { ownNamespace: false, names: ['one', 'two'] }
    const all = discover({ apiServer: api.url, namespaces })
    await all.found.addresses('10.0.0.1:80', '10.0.0.2:80', '10.0.0.3:80')
    const some = discover({
      apiServer: api.url,
      namespaces,
      selectors: [{ role: 'pod', label: 'app=web', field: '' }],
    })
    await some.found.addresses('10.0.0.1:80', '10.0.0.2:80')
    const one = discover({
      apiServer: api.url,
      selectors: [{ role: 'pod', label: '', field: 'spec.nodeName=node-2' }],
    })
    await one.found.addresses('10.0.0.2:80')
  })

  it('builds endpoints anew when their service, pods or nodes change', async () => {
    const api = await cluster()
    const node = (zone: string): StoredObject => ({ metadata: { name: 'node-1', labels: { zone } } })
    const service = (team: string): StoredObject => ({
      metadata: { name: 'web', namespace: 'shop', labels: { team } },
    })
    api.put('nodes', node('a'))
    api.put('services', service('front'))
    api.put('endpoints', {
      metadata: { name: 'web', namespace: 'shop' },
      subsets: [
        {
          addresses: [
            {
              ip: '10.0.0.1',
              nodeName: 'node-1',
              targetRef: { kind: 'Pod', namespace: 'shop', name: 'web-1' },
            },
          ],
          ports: [{ name: 'http', port: 80 }],
        },
      ],
    })
    const { found } = discover({
      apiServer: api.url,
      role: 'endpoints',
      attachMetadata: { node: true, namespace: true },
    })
    const first = await found.addresses('10.0.0.1:80')
    expect(first[0]).toMatchObject({
      __meta_kubernetes_service_label_team: 'front',
      __meta_kubernetes_node_label_zone: 'a',
    })
    expect(first[0]!.__meta_kubernetes_pod_name).toBeUndefined()
    await api.watching(5)
    api.put('pods', pod('web-1', '10.0.0.1', { labels: { version: '1' } }))
    await found.until(([target]) => target?.__meta_kubernetes_pod_label_version === '1')
    api.put('services', service('back'))
    await found.until(([target]) => target?.__meta_kubernetes_service_label_team === 'back')
    api.put('nodes', node('b'))
    await found.until(([target]) => target?.__meta_kubernetes_node_label_zone === 'b')
    api.put('namespaces', { metadata: { name: 'shop', labels: { stage: 'prod' } } })
    await found.until(([target]) => target?.__meta_kubernetes_namespace_label_stage === 'prod')
    api.remove('endpoints', 'web', 'shop')
    await found.addresses()
  })

  it.each([
    ['service', 'services', { spec: { ports: [{ port: 80 }] } }, 'x.shop.svc:80'],
    [
      'endpointslice',
      'endpointslices',
      { ports: [{ port: 80 }], endpoints: [{ addresses: ['10.0.0.1'] }] },
      '10.0.0.1:80',
    ],
    ['ingress', 'ingresses', { spec: { rules: [{ host: 'x.test' }] } }, 'x.test'],
    [
      'node',
      'nodes',
      { status: { addresses: [{ type: 'InternalIP', address: '10.0.0.9' }] } },
      '10.0.0.9:10250',
    ],
  ] as const)('knows where the role %s is', async (role, resource, fields, address) => {
    const api = await cluster()
    api.put(resource, {
      metadata: { name: 'x', ...(role === 'node' ? {} : { namespace: 'shop' }) },
      ...fields,
    })
    const { found } = discover({ apiServer: api.url, role })
    await found.addresses(address)
  })
})

describe('access to the cluster', () => {
  async function directory(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'vedette-kubernetes-'))
    cleanups.push(() => rm(path, { recursive: true }))
    return path
  }

  async function secureCluster(token: string) {
    const authority = await createAuthority()
    cleanups.push(() => authority.remove())
    const { cert, key } = await authority.issue('api')
    const api = await cluster({
      token,
      tls: { cert, key, ca: authority.cert, requestCert: true, rejectUnauthorized: false },
    })
    return { api, authority, port: new URL(api.url).port }
  }

  it('is that of the pod it runs in: address, authority, token and namespace', async () => {
    const { api, authority, port } = await secureCluster('pod-token')
    api.put('pods', pod('a', '10.0.0.1'))
    api.put('pods', pod('b', '10.0.0.2', { namespace: 'other' }))
    const at = await directory()
    await writeFile(join(at, 'ca.crt'), authority.cert)
    await writeFile(join(at, 'token'), 'wrong\n')
    await writeFile(join(at, 'namespace'), 'shop')
    const environment = { serviceHost: '127.0.0.1', servicePort: port, serviceAccountDirectory: at }
    const { found, reasons } = discover({ namespaces: { ownNamespace: true, names: [] } }, { environment })
    expect(await reasons.until('status 401')).toBe(
      'the API server answered the question for pods in the namespace shop with status 401, "Unauthorized": the token or certificate is not accepted',
    )
    await writeFile(join(at, 'token.new'), 'pod-token\n')
    await rename(join(at, 'token.new'), join(at, 'token'))
    await found.addresses('10.0.0.1:80')
  })

  it('needs a cluster around it, or to be told where one is', async () => {
    const { reasons } = discover({})
    expect(await reasons.until('KUBERNETES_SERVICE_HOST')).toMatch(/give api_server or kubeconfig_file$/)
  })

  it('is what api_server and its settings say', async () => {
    const { api, authority } = await secureCluster('t')
    api.put('pods', pod('a', '10.0.0.1'))
    const { found } = discover({
      apiServer: `${api.url}/`,
      http: httpClientConfig({
        tls: { ca: authority.cert },
        authorization: { type: 'Bearer', credentials: new Secret('t'), credentialsFile: undefined },
      }),
    })
    await found.addresses('10.0.0.1:80')
  })

  it('is what a kubeconfig file says', async () => {
    const { api, authority } = await secureCluster('t')
    api.put('pods', pod('a', '10.0.0.1'))
    const at = await directory()
    const own = await authority.issue('admin')
    await writeFile(join(at, 'ca.crt'), authority.cert)
    await writeFile(join(at, 'token'), 't')
    const path = join(at, 'config')
    const base64 = (text: string): string => Buffer.from(text).toString('base64')
    await writeFile(
      path,
      `apiVersion: v1
kind: Config
preferences: {}
current-context: here
contexts:
  - {name: elsewhere, context: {cluster: none, user: nobody}}
  - {name: here, context: {cluster: test, user: me}}
clusters:
  - {name: test, cluster: {server: "${api.url}", certificate-authority: ca.crt}}
users:
  - name: me
    user:
      tokenFile: token
      client-certificate-data: ${base64(own.cert)}
      client-key-data: ${base64(own.key)}
`,
    )
    const { found } = discover({ kubeconfigFile: path })
    await found.addresses('10.0.0.1:80')
  })

  it('says what a kubeconfig file lacks', async () => {
    const at = await directory()
    const path = join(at, 'config')
    const reasonFor = async (text: string): Promise<string> => {
      await writeFile(path, text)
      const { reasons, stop } = discover({ kubeconfigFile: path })
      const reason = await reasons.until(path)
      await stop()
      return reason
    }
    expect(await reasonFor('current-context: x\ncontexts: null\n')).toBe(
      `the kubeconfig file ${path} cannot be used: it has no context "x"`,
    )
    const program = `current-context: x
contexts: [{name: x, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "http://x"}}]
users: [{name: u, user: {exec: {command: get-token}}}]
`
    expect(await reasonFor(program)).toMatch(/the user u gets its token from a program; Vedette takes tokens/)
    expect(await reasonFor('contexts: text')).toContain('expected array')
  })
})
