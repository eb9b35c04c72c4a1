/** `kubernetes_sd_configs`. */
import { isDeepStrictEqual } from 'node:util'
import { bool, list, oneOf, section, someText, text } from './decode.ts'
import { DEFAULT_HTTP_CLIENT } from './defaults.ts'
import { httpClientFields, httpClientOf } from './read-http-client.ts'
import { type Reader, somePathIn } from './reader.ts'
import type { KubernetesDiscovery, KubernetesRole, KubernetesSelector } from './types.ts'
import type { YamlValue } from './yaml-value.ts'

const ROLES: readonly KubernetesRole[] = ['pod', 'service', 'endpoints', 'endpointslice', 'node', 'ingress']

/** Of which objects a role's targets come, and which may therefore be selected. */
const SELECTABLE: Record<KubernetesRole, readonly KubernetesRole[]> = {
  pod: ['pod'],
  service: ['service'],
  endpoints: ['pod', 'service', 'endpoints'],
  endpointslice: ['pod', 'service', 'endpointslice'],
  node: ['node'],
  ingress: ['ingress'],
}

const role = oneOf(ROLES, written => `unknown Kubernetes SD role ${JSON.stringify(written)}`)

const namespaces = (value: YamlValue) =>
  section(value, 'kubernetes.NamespaceDiscovery', {
    own_namespace: bool,
    names: list(text, 'string'),
  })?.fields

const attachMetadata = (value: YamlValue) =>
  section(value, 'kubernetes.AttachMetadataConfig', { node: bool, namespace: bool })?.fields

function selector(value: YamlValue): KubernetesSelector | undefined {
  const read = section(value, 'kubernetes.SelectorConfig', { role, label: text, field: text })
  if (!read?.sound) return undefined
  const { role: selected, label = '', field = '' } = read.fields
  if (selected === undefined) read.refuse('a selector needs a role')
  return selected && { role: selected, label, field }
}

export function readKubernetes(value: YamlValue, reader: Reader): KubernetesDiscovery | undefined {
  const read = section(value, 'kubernetes.SDConfig', {
    api_server: someText,
    role,
    kubeconfig_file: someText,
    namespaces,
    selectors: list(selector, 'kubernetes.SelectorConfig'),
    attach_metadata: attachMetadata,
    ...httpClientFields(reader),
  })
  if (!read) return undefined
  const { fields, refuse, sound } = read
  const http = httpClientOf(fields, refuse, reader)
  const { api_server: apiServer, kubeconfig_file: kubeconfig, selectors = [] } = fields
  const ownNamespace = fields.namespaces?.own_namespace ?? false
  const customHttp = !isDeepStrictEqual(http, DEFAULT_HTTP_CLIENT)
  if (!sound) return undefined
  if (fields.role === undefined) {
    refuse('role missing (one of: pod, service, endpoints, endpointslice, node, ingress)')
    return undefined
  }
  if (apiServer && !URL.canParse(apiServer)) {
    refuse(`parse ${JSON.stringify(apiServer)}: not a valid URL`, 'api_server')
  }
  if (kubeconfig && apiServer) {
    refuse("cannot use 'kubeconfig_file' and 'api_server' simultaneously")
  } else if (kubeconfig && customHttp) {
    refuse("cannot use a custom HTTP client configuration together with 'kubeconfig_file'")
  } else if (!apiServer && customHttp) {
    refuse("to use custom HTTP client configuration please provide the 'api_server' URL explicitly")
  }
  if (apiServer && ownNamespace) {
    refuse("cannot use 'api_server' and 'namespaces.own_namespace' simultaneously")
  }
  if (kubeconfig && ownNamespace) {
    refuse("cannot use 'kubeconfig_file' and 'namespaces.own_namespace' simultaneously")
  }
  const seen = new Set<KubernetesRole>()
  for (const each of selectors) {
    if (seen.has(each.role)) refuse(`duplicated selector role: ${each.role}`, 'selectors')
    seen.add(each.role)
    const allowed = SELECTABLE[fields.role]
    if (!allowed.includes(each.role)) {
      refuse(`${fields.role} role supports only ${allowed.join(', ')} selectors`, 'selectors')
    }
  }
  return {
    kind: 'kubernetes',
    role: fields.role,
    apiServer,
    kubeconfigFile: somePathIn(reader.folder, kubeconfig),
    http,
    namespaces: { ownNamespace, names: fields.namespaces?.names ?? [] },
    selectors,
    attachMetadata: {
      node: fields.attach_metadata?.node ?? false,
      namespace: fields.attach_metadata?.namespace ?? false,
    },
  }
}
