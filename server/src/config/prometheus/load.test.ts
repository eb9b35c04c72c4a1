// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of the rules, not of JavaScript
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RELABEL_DEFAULTS } from '@vedette/model/relabel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError } from '../problem.ts'
import { DEFAULT_HTTP_CLIENT, defaultScrapeConfig, PROTOBUF_FIRST } from './defaults.ts'
import { EMPTY_PROMETHEUS, loadPrometheusConfig, readPrometheusConfig } from './load.ts'

const FILE = '/etc/prometheus/prometheus.yml'

function read(yaml: string, env: Record<string, string> = {}) {
  return readPrometheusConfig(yaml, FILE, env)
}

/** The only job of a configuration that says this of it. */
function job(yaml: string, global = '') {
  const indented = yaml.replaceAll('\n', '\n  ')
  const { config } = read(`${global}\nscrape_configs:\n- job_name: a\n  ${indented}`)
  return config.scrapeConfigs[0]!
}

function problems(yaml: string): readonly string[] {
  try {
    read(yaml)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('defaults', () => {
  it.each(['', '# nothing', '---', 'global:', 'scrape_configs:', 'scrape_configs: []\nremote_write: null'])(
    'hold for %j',
    yaml => expect(read(yaml).config).toEqual({ ...EMPTY_PROMETHEUS, file: FILE }),
  )

  it('hold for a job with nothing but a name', () => {
    expect(job('')).toEqual(defaultScrapeConfig('a'))
  })

  it('of a job come from the global section', () => {
    const global = `global:
  scrape_interval: 15s
  scrape_timeout: 3s
  sample_limit: 7
  body_size_limit: 10MB
  label_limit: 8
  scrape_native_histograms: true
  always_scrape_classic_histograms: true
  extra_scrape_metrics: true
  scrape_failure_log_file: fail.log`
    expect(job('', global)).toEqual({
      ...defaultScrapeConfig('a'),
      scrapeIntervalMs: 15_000,
      scrapeTimeoutMs: 3_000,
      sampleLimit: 7,
      bodySizeLimitBytes: 10 * 1024 ** 2,
      labelLimit: 8,
      scrapeNativeHistograms: true,
      scrapeProtocols: PROTOBUF_FIRST,
      alwaysScrapeClassicHistograms: true,
      extraScrapeMetrics: true,
      scrapeFailureLogFile: '/etc/prometheus/fail.log',
    })
    expect(job('sample_limit: 9\nscrape_native_histograms: false', global)).toMatchObject({
      sampleLimit: 9,
      scrapeNativeHistograms: false,
    })
  })

  it('of the timeout are no longer than the interval', () => {
    expect(read('global: { scrape_interval: 5s }').config.global.scrapeTimeoutMs).toBe(5_000)
    expect(job('scrape_interval: 4s').scrapeTimeoutMs).toBe(4_000)
  })

  it('come back for a global section that stands before, behind or between', () => {
    const jobs = 'scrape_configs:\n- job_name: a\n'
    const global = 'global: { scrape_interval: 5s }\n'
    for (const yaml of [jobs + global, global + jobs]) {
      expect(read(yaml).config.scrapeConfigs[0]?.scrapeIntervalMs).toBe(5_000)
    }
  })

  it('make nothing at all the zero value, as Go does', () => {
    expect(job('honor_timestamps:\nfollow_redirects: ~\nmetrics_path:\nscrape_interval: null')).toMatchObject(
      {
        honorTimestamps: false,
        metricsPath: '',
        scrapeIntervalMs: 60_000,
        http: { followRedirects: false, enableHttp2: true },
      },
    )
  })
})

describe('values', () => {
  it('are coerced as Go does', () => {
    expect(
      job(
        'honor_labels: yes\nhonor_timestamps: off\nsample_limit: 1_000\nlabel_limit: 0x10\ntarget_limit: 1.7',
      ),
    ).toMatchObject({
      honorLabels: true,
      honorTimestamps: false,
      sampleLimit: 1000,
      labelLimit: 16,
      targetLimit: 1,
    })
    expect(
      read('scrape_configs: [{ job_name: 123 }, { job_name: true }]').config.scrapeConfigs,
    ).toMatchObject([{ jobName: '123' }, { jobName: 'true' }])
    expect(job('params: { a: [1, true, x, ""] }').params).toEqual({ a: ['1', 'true', 'x', ''] })
  })

  it('may come from anchors and merge keys', () => {
    const { scrapeConfigs } = read(`scrape_configs:
- &a
  job_name: one
  sample_limit: 5
  metrics_path: /x
- <<: *a
  job_name: two
  sample_limit: 6
- <<: [{ scheme: https }, *a]
  job_name: three
`).config
    expect(scrapeConfigs).toMatchObject([
      { jobName: 'one', sampleLimit: 5, metricsPath: '/x', scheme: 'http' },
      { jobName: 'two', sampleLimit: 6, metricsPath: '/x', scheme: 'http' },
      { jobName: 'three', sampleLimit: 5, metricsPath: '/x', scheme: 'https' },
    ])
  })

  it('of external labels may come from the environment', () => {
    const yaml =
      'global: { external_labels: { a: "$HOST-${ZONE}", b: "$$x", c: "${NONE}", d: "5$ ${", e: "$" } }'
    const { config, warnings } = read(yaml, { HOST: 'h1', ZONE: 'eu' })
    expect(config.global.externalLabels).toEqual({ a: 'h1-eu', b: '$x', d: '5$ ', e: '$' })
    expect(warnings).toEqual(['prometheus.yml:1: external_labels: the environment variable NONE is empty'])
  })

  it('of a second document are not read', () => {
    expect(read('global: { scrape_interval: 5s }\n---\nnonsense: 1').config.global.scrapeIntervalMs).toBe(
      5_000,
    )
  })
})

describe('a job', () => {
  it('keeps all that it says', () => {
    const config = job(`honor_labels: true
honor_timestamps: false
track_timestamps_staleness: true
params: { module: [http_2xx] }
scrape_interval: 1m30s
scrape_timeout: 20s
scrape_protocols: [PrometheusText0.0.4]
fallback_scrape_protocol: PrometheusText0.0.4
scrape_native_histograms: true
always_scrape_classic_histograms: true
convert_classic_histograms_to_nhcb: true
extra_scrape_metrics: true
metrics_path: /probe
scheme: https
enable_compression: false
body_size_limit: 1GiB
sample_limit: 1
target_limit: 2
label_limit: 3
label_name_length_limit: 4
label_value_length_limit: 5
keep_dropped_targets: 6
native_histogram_bucket_limit: 7
native_histogram_min_bucket_factor: 1.1
metric_name_validation_scheme: legacy
metric_name_escaping_scheme: dots`)
    expect(config).toEqual({
      ...defaultScrapeConfig('a'),
      honorLabels: true,
      honorTimestamps: false,
      trackTimestampsStaleness: true,
      params: { module: ['http_2xx'] },
      scrapeIntervalMs: 90_000,
      scrapeTimeoutMs: 20_000,
      scrapeProtocols: ['PrometheusText0.0.4'],
      fallbackScrapeProtocol: 'PrometheusText0.0.4',
      scrapeNativeHistograms: true,
      alwaysScrapeClassicHistograms: true,
      convertClassicHistogramsToNhcb: true,
      extraScrapeMetrics: true,
      metricsPath: '/probe',
      scheme: 'https',
      enableCompression: false,
      bodySizeLimitBytes: 1024 ** 3,
      sampleLimit: 1,
      targetLimit: 2,
      labelLimit: 3,
      labelNameLengthLimit: 4,
      labelValueLengthLimit: 5,
      keepDroppedTargets: 6,
      nativeHistogramBucketLimit: 7,
      nativeHistogramMinBucketFactor: 1.1,
      nameValidation: 'legacy',
      nameEscaping: 'dots',
    })
  })

  it('finds targets in every way that Vedette has', () => {
    const config = job(`static_configs:
- targets: ['localhost:9090', 'localhost:9191']
  labels: { my: label, 'service.name': x }
- targets: []
file_sd_configs:
- files: [foo/*.slow.json, /abs/single.yml]
  refresh_interval: 10m
- files: [bar/*.yaml]
http_sd_configs:
- url: https://sd.example.com/targets
  bearer_token: abc
dns_sd_configs:
- names: [a.example.com]
- names: [b.example.com]
  type: a
  port: 80
  refresh_interval: 15s
kubernetes_sd_configs:
- role: pod
  namespaces: { own_namespace: true, names: [x] }
  selectors: [{ role: pod, label: 'a=b', field: 'c=d' }]
  attach_metadata: { node: true }
- role: endpoints
  api_server: https://k8s:6443
  tls_config: { ca_file: ca.pem }
- role: service
  kubeconfig_file: kube.conf`)
    expect(config.discoveries).toEqual([
      {
        kind: 'static',
        configs: [
          {
            targets: ['localhost:9090', 'localhost:9191'],
            labels: { my: 'label', 'service.name': 'x' },
          },
          { targets: [], labels: {} },
        ],
      },
      {
        kind: 'file',
        files: ['/etc/prometheus/foo/*.slow.json', '/abs/single.yml'],
        refreshIntervalMs: 600_000,
      },
      { kind: 'file', files: ['/etc/prometheus/bar/*.yaml'], refreshIntervalMs: 300_000 },
      expect.objectContaining({
        kind: 'http',
        url: 'https://sd.example.com/targets',
        refreshIntervalMs: 60_000,
      }),
      { kind: 'dns', names: ['a.example.com'], type: 'SRV', port: 0, refreshIntervalMs: 30_000 },
      { kind: 'dns', names: ['b.example.com'], type: 'A', port: 80, refreshIntervalMs: 15_000 },
      {
        kind: 'kubernetes',
        role: 'pod',
        apiServer: undefined,
        kubeconfigFile: undefined,
        http: DEFAULT_HTTP_CLIENT,
        namespaces: { ownNamespace: true, names: ['x'] },
        selectors: [{ role: 'pod', label: 'a=b', field: 'c=d' }],
        attachMetadata: { node: true, namespace: false },
      },
      expect.objectContaining({
        role: 'endpoints',
        apiServer: 'https://k8s:6443',
        http: expect.objectContaining({ tls: expect.objectContaining({ caFile: '/etc/prometheus/ca.pem' }) }),
      }),
      expect.objectContaining({ role: 'service', kubeconfigFile: '/etc/prometheus/kube.conf' }),
    ])
  })

  it('says which of its ways to find targets Vedette does not have, and finds none that way', () => {
    const { config, warnings } = read(`scrape_configs:
- job_name: mixed
  consul_sd_configs: [{ server: 'localhost:8500', anything: goes }]
  ec2_sd_configs: []
  kubernetes_sd_configs: [{ role: endpointslice }]
`)
    expect(config.scrapeConfigs[0]).toMatchObject({
      unsupportedDiscoveries: ['consul_sd_configs'],
      discoveries: [{ kind: 'kubernetes', role: 'endpointslice' }],
    })
    expect(warnings).toEqual([
      'prometheus.yml:3: scrape config with job name "mixed": consul_sd_configs is not supported by Vedette; it finds no targets',
    ])
  })

  it('relabels with checked rules', () => {
    const config = job(`relabel_configs:
- source_labels: [job, __meta_dns_name]
  regex: (.*)some-[regex]
  target_label: job
  replacement: foo-\${1}
- { action: HashMod, source_labels: [__address__], modulus: 8, target_label: __tmp_hash }
- { regex: , target_label: x, replacement: 5 }
metric_relabel_configs:
- { action: labeldrop, regex: 'a|b' }`)
    expect(config.relabelConfigs).toEqual([
      {
        ...RELABEL_DEFAULTS,
        sourceLabels: ['job', '__meta_dns_name'],
        regex: '(.*)some-[regex]',
        targetLabel: 'job',
        replacement: 'foo-${1}',
      },
      {
        ...RELABEL_DEFAULTS,
        action: 'hashmod',
        sourceLabels: ['__address__'],
        modulus: 8,
        targetLabel: '__tmp_hash',
      },
      { ...RELABEL_DEFAULTS, regex: '', targetLabel: 'x', replacement: '5' },
    ])
    expect(config.metricRelabelConfigs).toEqual([{ ...RELABEL_DEFAULTS, action: 'labeldrop', regex: 'a|b' }])
  })

  it('checks its rules against the names that it allows', () => {
    const rule = 'relabel_configs: [{ target_label: a.b, replacement: x }]'
    expect(job(rule).relabelConfigs[0]?.names).toBe('utf8')
    expect(
      problems(`scrape_configs:\n- job_name: a\n  metric_name_validation_scheme: legacy\n  ${rule}`),
    ).toEqual(['prometheus.yml:4: "a.b" is invalid \'target_label\' for replace action'])
  })

  it('takes a URL for a target where relabelling may make an address of it', () => {
    const probe = job(`static_configs: [{ targets: ['https://example.com/x'] }]
relabel_configs: [{ source_labels: [__address__], target_label: __param_target }]`)
    expect(probe.discoveries).toMatchObject([{ configs: [{ targets: ['https://example.com/x'] }] }])
  })

  it('knows the name that Prometheus 2 had for classic histograms', () => {
    const { config, warnings } = read('scrape_configs: [{ job_name: a, scrape_classic_histograms: true }]')
    expect(config.scrapeConfigs[0]?.alwaysScrapeClassicHistograms).toBe(true)
    expect(warnings).toEqual([
      'prometheus.yml:1: scrape config with job name "a": scrape_classic_histograms is called always_scrape_classic_histograms since Prometheus 3',
    ])
  })
})

describe('files of jobs', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vedette-prometheus-'))
    mkdirSync(join(folder, 'jobs'))
    writeFileSync(
      join(folder, 'jobs/one.yml'),
      'scrape_configs: [{ job_name: one, bearer_token_file: token }]',
    )
    writeFileSync(join(folder, 'jobs/two.yml'), '# none yet\n')
    writeFileSync(join(folder, 'jobs/ignored.txt'), 'nonsense')
    writeFileSync(
      join(folder, 'good.yml'),
      'global: { scrape_interval: 5s }\nscrape_config_files: ["jobs/*.yml"]\nscrape_configs: [{ job_name: main }]',
    )
    writeFileSync(
      join(folder, 'twice.yml'),
      'scrape_config_files: ["jobs/*.yml"]\nscrape_configs: [{ job_name: one }]',
    )
    writeFileSync(join(folder, 'wrong.yml'), 'scrape_config_files: ["*.broken"]')
    writeFileSync(join(folder, 'a.broken'), 'global: {}\nscrape_configs:\n- job_name:\n')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('add to those of the main file, with paths of their own and its global section', () => {
    const { scrapeConfigs } = loadPrometheusConfig(join(folder, 'good.yml'), {}).config
    expect(scrapeConfigs).toMatchObject([
      { jobName: 'main' },
      {
        jobName: 'one',
        scrapeIntervalMs: 5_000,
        http: { authorization: { type: 'Bearer', credentialsFile: join(folder, 'jobs/token') } },
      },
    ])
  })

  it('may not repeat the name of a job', () => {
    expect(() => loadPrometheusConfig(join(folder, 'twice.yml'), {})).toThrow(
      'one.yml:1: found multiple scrape configs with job name "one", first found in main config file',
    )
  })

  it('say by file and line what is wrong', () => {
    expect(() => loadPrometheusConfig(join(folder, 'wrong.yml'), {})).toThrow(
      'a.broken:1: field global not found in type config.ScrapeConfigs\na.broken:3: job_name is empty',
    )
  })

  it('and the main file itself must be there', () => {
    expect(() => loadPrometheusConfig(join(folder, 'gone.yml'), {})).toThrow(
      /gone\.yml: can't be read: ENOENT/,
    )
  })
})
