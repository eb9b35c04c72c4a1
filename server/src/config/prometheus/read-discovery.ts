/** How a section finds its targets: the `*_sd_configs`, and `static_configs`. */
import { durationMs, int, list, mapOf, section, sections, text } from './decode.ts'
import { httpClientFields, httpClientOf } from './read-http-client.ts'
import { readKubernetes } from './read-kubernetes.ts'
import { labelNameProblem } from './read-relabel.ts'
import { pathIn, type Reader } from './reader.ts'
import type {
  Discovery,
  DnsDiscovery,
  FileDiscovery,
  HttpDiscovery,
  KubernetesDiscovery,
  StaticConfig,
} from './types.ts'
import type { YamlValue } from './yaml-value.ts'

/** Mechanisms of Prometheus 3 that Vedette does not have. */
const UNSUPPORTED = [
  'aws',
  'azure',
  'consul',
  'digitalocean',
  'docker',
  'dockerswarm',
  'ec2',
  'eureka',
  'gce',
  'hetzner',
  'ionos',
  'kuma',
  'lightsail',
  'linode',
  'marathon',
  'nerve',
  'nomad',
  'openstack',
  'outscale',
  'ovhcloud',
  'puppetdb',
  'scaleway',
  'serverset',
  'stackit',
  'triton',
  'uyuni',
  'vultr',
] as const

type UnsupportedKey = `${(typeof UNSUPPORTED)[number]}_sd_configs`

/** Whether the file asks for it at all. */
const anything = ({ content }: YamlValue): boolean =>
  content.kind === 'scalar' || (content.kind === 'list' && content.items().length > 0)

export function discoveryFields(reader: Reader) {
  const emptySection = (key: string) => `empty or null section in ${key}`
  return {
    static_configs: sections(readStatic, 'targetgroup.Group', emptySection('static_configs')),
    file_sd_configs: sections(
      value => readFile(value, reader),
      'file.SDConfig',
      emptySection('file_sd_configs'),
    ),
    http_sd_configs: sections(
      value => readHttp(value, reader),
      'http.SDConfig',
      emptySection('http_sd_configs'),
    ),
    dns_sd_configs: sections(readDns, 'dns.SDConfig', emptySection('dns_sd_configs')),
    kubernetes_sd_configs: sections(
      value => readKubernetes(value, reader),
      'kubernetes.SDConfig',
      emptySection('kubernetes_sd_configs'),
    ),
    ...(Object.fromEntries(UNSUPPORTED.map(name => [`${name}_sd_configs`, anything])) as Record<
      UnsupportedKey,
      typeof anything
    >),
  }
}

interface DiscoveryFields extends Partial<Record<UnsupportedKey, boolean | undefined>> {
  readonly static_configs: StaticConfig[] | undefined
  readonly file_sd_configs: FileDiscovery[] | undefined
  readonly http_sd_configs: HttpDiscovery[] | undefined
  readonly dns_sd_configs: DnsDiscovery[] | undefined
  readonly kubernetes_sd_configs: KubernetesDiscovery[] | undefined
}

export function discoveriesOf(
  fields: DiscoveryFields,
  /** Says of which section: `scrape_configs, job "api"`. */
  where: string,
  lineOf: (field: keyof DiscoveryFields) => number,
  reader: Reader,
): { discoveries: Discovery[]; unsupportedDiscoveries: string[] } {
  const { static_configs: configs = [], kubernetes_sd_configs: kubernetes = [] } = fields
  const unsupported: string[] = []
  for (const name of UNSUPPORTED) {
    const key = `${name}_sd_configs` as const
    if (!fields[key]) continue
    unsupported.push(key)
    reader.warn(lineOf(key), `${where}: ${key} is not supported by Vedette; it finds no targets`)
  }
  return {
    discoveries: [
      ...(configs.length > 0 ? [{ kind: 'static', configs } as const] : []),
      ...(fields.file_sd_configs ?? []),
      ...(fields.http_sd_configs ?? []),
      ...(fields.dns_sd_configs ?? []),
      ...kubernetes,
    ],
    unsupportedDiscoveries: unsupported,
  }
}

function readStatic(value: YamlValue): StaticConfig | undefined {
  const read = section(value, 'targetgroup.Group', {
    targets: list(text, 'string'),
    labels: mapOf(text, 'model.LabelValue', labelNameProblem),
  })
  return read && { targets: read.fields.targets ?? [], labels: read.fields.labels ?? {} }
}

/** Without relabelling, nothing could make an address of a URL. */
export function targetProblem(configs: readonly StaticConfig[] | undefined): string | undefined {
  const wrong = configs?.flatMap(({ targets }) => targets).find(target => target.includes('/'))
  return wrong === undefined ? undefined : `${JSON.stringify(wrong)} is not a valid hostname`
}

const FILE_NAME = /^[^*]*(\*[^/]*)?\.(json|yml|yaml|JSON|YML|YAML)$/

function readFile(value: YamlValue, { folder }: Reader): FileDiscovery | undefined {
  const read = section(value, 'file.SDConfig', { files: list(text, 'string'), refresh_interval: durationMs })
  if (!read?.sound) return undefined
  const { files = [], refresh_interval: refreshIntervalMs = 5 * 60_000 } = read.fields
  if (files.length === 0) {
    read.refuse('file service discovery config must contain at least one path name')
  }
  for (const file of files) {
    if (FILE_NAME.test(file)) continue
    read.refuse(`path name ${JSON.stringify(file)} is not valid for file discovery`, 'files')
  }
  return { kind: 'file', files: files.map(file => pathIn(folder, file)), refreshIntervalMs }
}

function readHttp(value: YamlValue, reader: Reader): HttpDiscovery | undefined {
  const read = section(value, 'http.SDConfig', {
    url: text,
    refresh_interval: durationMs,
    ...httpClientFields(reader),
  })
  if (!read) return undefined
  const { fields, refuse, sound } = read
  const { url = '', refresh_interval: refreshIntervalMs = 60_000 } = fields
  if (sound) {
    if (url === '') refuse('URL is missing')
    else if (!/^https?:/.test(url)) refuse("URL scheme must be 'http' or 'https'", 'url')
    else if (!/^https?:\/\/[^/?#]/.test(url)) refuse('host is missing in URL', 'url')
    else if (!URL.canParse(url)) refuse(`parse ${JSON.stringify(url)}: not a valid URL`, 'url')
  }
  return { kind: 'http', url, refreshIntervalMs, http: httpClientOf(fields, refuse, reader) }
}

const DNS_TYPES = ['SRV', 'A', 'AAAA', 'MX', 'NS'] as const

function readDns(value: YamlValue): DnsDiscovery | undefined {
  const read = section(value, 'dns.SDConfig', {
    names: list(text, 'string'),
    type: text,
    port: int,
    refresh_interval: durationMs,
  })
  if (!read?.sound) return undefined
  const { names = [], port = 0, refresh_interval: refreshIntervalMs = 30_000 } = read.fields
  const written = read.fields.type ?? 'SRV'
  const type = DNS_TYPES.find(each => each === written.toUpperCase())
  if (names.length === 0) read.refuse('DNS-SD config must contain at least one SRV record name')
  if (type === undefined) read.refuse(`invalid DNS-SD records type ${written}`, 'type')
  else if (type !== 'SRV' && port === 0) {
    read.refuse('a port is required in DNS-SD configs for all record types except SRV')
  }
  return { kind: 'dns', names, type: type ?? 'SRV', port, refreshIntervalMs }
}
