// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of the rules, not of JavaScript
/**
 * The same files before Prometheus's own checker. It is older than Prometheus 3 where Debian packages it, so the files use nothing that
 * came later.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { externalProgram } from '../../../testing/external-program.ts'
import { ConfigError } from '../problem.ts'
import { readPrometheusConfig } from './load.ts'

const job = (yaml: string): string => `scrape_configs:\n- job_name: a\n  ${yaml}\n`

const GOOD = [
  '',
  '# nothing',
  'global:\n',
  'global: { scrape_interval: 1h30m, scrape_timeout: 10s, external_labels: { a: b, c: null } }',
  'scrape_configs: null',
  'scrape_configs: [{ job_name: 123 }]',
  job(
    'honor_labels: yes\n  honor_timestamps: off\n  sample_limit: 1_000\n  label_limit: 0x10\n  target_limit: 1.7',
  ),
  job('body_size_limit: 1.5GiB\n  scrape_interval:\n  metrics_path: ~'),
  job('params: { a: [1, true, null] }'),
  job('static_configs:\n  - targets: ["localhost:90", localhost]\n    labels: { x: 1 }\n  - labels: {}'),
  job('static_configs: [{ targets: ["http://x"] }]\n  relabel_configs: [{ target_label: a }]'),
  job('basic_auth: { username: u, password: p }\n  proxy_url: http://x:1'),
  job('basic_auth:\n  authorization: { credentials: x }'),
  job('bearer_token: x\n  follow_redirects: false\n  enable_http2: no'),
  job(
    'oauth2: { client_id: a, client_secret: b, token_url: http://x, scopes: [a], endpoint_params: { a: b } }',
  ),
  job('tls_config: { insecure_skip_verify: true, server_name: x, min_version: TLS12 }'),
  job('dns_sd_configs: [{ names: [a.b] }, { names: [x], type: a, port: 9, refresh_interval: 5s }]'),
  job('http_sd_configs: [{ url: "http://x/y", refresh_interval: 5s, bearer_token: x }]'),
  job(
    'relabel_configs:\n  - { action: KEEP, source_labels: [a], regex: }\n  - { action: labelmap, regex: a(.*) }',
  ),
  job(
    'relabel_configs: [{ source_labels: [a], target_label: "x${1}", regex: "(?P<y>.*)", replacement: "${y}$$" }]',
  ),
  job('relabel_configs: [{ action: hashmod, modulus: 8, target_label: b }, { action: labelkeep, regex: 5 }]'),
  'scrape_configs:\n- &a\n  job_name: b\n  sample_limit: 5\n- <<: *a\n  job_name: c',
  'scrape_configs: [\n  { job_name: a },\n  { job_name: b }\n]',
  'global: { scrape_interval: 5s }\n---\nsecond: document',
  'remote_write:\n- url: http://x\n  queue_config: { max_shards: 5, min_backoff: 30ms }\n  metadata_config: { send: false }',
  'remote_write:\n- url: http://x\n  write_relabel_configs: [{ action: drop, source_labels: [a], regex: b.* }]',
  'remote_read: [{ url: "http://x", read_recent: true, required_matchers: { a: b } }]',
  'storage: { exemplars: { max_exemplars: 5 }, tsdb: { out_of_order_time_window: 10m } }',
  'alerting: { alertmanagers: [{ static_configs: [{ targets: [a] }], timeout: 5s }] }',
  'tracing: { endpoint: x, client_type: http, headers: { a: b } }',
]

const BAD = [
  'foo',
  '[1]',
  'a: [b',
  '\tfoo: a',
  'x: 1',
  'scrape_configs: {}',
  'global: { scrape_interval: 15 }',
  'global: { scrape_interval: 5s, scrape_timeout: 6s }',
  'global: { scrape_intervall: 5s }',
  'global: { external_labels: { "": b } }',
  'rule_files: ["a/*/b.yml"]',
  'scrape_configs:\n-',
  'scrape_configs: [{ job_name: "" }]',
  'scrape_configs: [{ job_name: a }, { job_name: a }]',
  'x: &a {job_name: b}\nscrape_configs: [*a]',
  job('job_name: b'),
  job('honor_labels: "yes"'),
  job('honor_labels: 1'),
  job('sample_limit: "10"'),
  job('sample_limit: -1'),
  job('body_size_limit: 1000'),
  job('scrape_timeout: 2m'),
  job('scrape_interval: ""'),
  job('params: { a: b }'),
  job('static_configs: [{ targets: localhost:90 }]'),
  job('static_configs: [{ targets: ["http://x"] }]'),
  job('static_configs: [{ targets: [a], foo: b }]'),
  job('file_sd_configs: [{ files: [a.txt] }]'),
  job('file_sd_configs: [{}]'),
  job('foo_sd_configs: []'),
  job('dns_sd_configs: [{ names: [a], type: A }]'),
  job('dns_sd_configs: [{ names: [a], type: TXT }]'),
  job('http_sd_configs: [{ url: "x://a" }]'),
  job('http_sd_configs: [{}]'),
  job('bearer_token: a\n  bearer_token_file: b'),
  job('basic_auth: { username: a }\n  bearer_token: b'),
  job('authorization: { type: basic }'),
  job('oauth2: { client_id: a }'),
  job('tls_config: { min_version: TLS14 }'),
  job('relabel_configs: [~]'),
  job('relabel_configs: [{}]'),
  job('relabel_configs: [{ action: }]'),
  job('relabel_configs: [{ action: delete }]'),
  job('relabel_configs: [{ target_label: a, regex: "(" }]'),
  job('relabel_configs: [{ action: hashmod, target_label: a }]'),
  job('relabel_configs: [{ action: labeldrop, source_labels: [a] }]'),
  job('relabel_configs: [{ action: uppercase, target_label: a, replacement: b }]'),
  'remote_write: [{}]',
  'remote_write: [{ url: "http://a b" }]',
  'remote_write: [{ url: "http://a", headers: { authorization: x } }]',
  'remote_write: [{ url: "http://a", headers: { host: x } }]',
  'remote_write: [{ url: "http://a", name: x }, { url: "http://b", name: x }]',
  'remote_write: [~]',
  'alerting: { alertmanagers: [{ api_version: v9 }] }',
  'tracing: { client_type: http }',
]

describe('promtool check config', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vedette-promtool-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** Starting the program takes most of the time, so all files go in one call; it checks them one after the other. */
  function refusedByPromtool(promtool: string, files: readonly string[]): Set<number> {
    const paths = files.map((yaml, i) => {
      const path = join(folder, `${i}.yml`)
      writeFileSync(path, yaml)
      return path
    })
    let output = ''
    try {
      execFileSync(promtool, ['check', 'config', '--syntax-only', ...paths], { stdio: 'pipe' })
    } catch (error) {
      output = String((error as { stderr: Buffer }).stderr)
    }
    const refused = [...output.matchAll(/FAILED: parsing YAML file \S*\/(\d+)\.yml/g)]
    return new Set(refused.map(match => Number(match[1])))
  }

  function refusedByUs(yaml: string): boolean {
    try {
      readPrometheusConfig(yaml, join(folder, 'prometheus.yml'), {})
      return false
    } catch (error) {
      if (error instanceof ConfigError) return true
      throw error
    }
  }

  it('comes to the same verdict as we do', context => {
    const promtool = externalProgram(context, 'promtool')
    const files = [...GOOD, ...BAD]
    const refused = refusedByPromtool(promtool, files)
    const disagreements = files.flatMap((yaml, i) => {
      const expected = i >= GOOD.length
      const theirs = refused.has(i)
      const ours = refusedByUs(yaml)
      return theirs === expected && ours === expected ? [] : [{ yaml, expected, theirs, ours }]
    })
    context.expect(disagreements).toEqual([])
  })
})
