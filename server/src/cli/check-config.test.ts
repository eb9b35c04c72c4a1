import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkConfigCommand } from './check-config.ts'
import { runCommandLine } from './run.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-check-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function check(files: Record<string, string>, args: string[] = [], env: Record<string, string> = {}) {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  const out: string[] = []
  const err: string[] = []
  const code = await runCommandLine(['check', 'config', ...args], [checkConfigCommand], {
    out: line => void out.push(line.replaceAll(folder, '.')),
    err: line => void err.push(line.replaceAll(folder, '.')),
    env,
    cwd: folder,
  })
  return { code, out, err }
}

describe('vedette check config', () => {
  it('is content without a file', async () => {
    expect(await check({})).toEqual({ code: 0, out: ['no vedette.yml in .: the defaults hold'], err: [] })
  })

  it('says what was read and where from', async () => {
    const files = {
      'vedette.yml':
        'prometheus: { config: prometheus.yml }\nstore:\n  url: http://ch:8123\n  password: hunter2\n',
      'prometheus.yml': `global: { scrape_interval: 15s }
scrape_configs:
- job_name: node
  static_configs: [{ targets: [a:9100, b:9100, c:9100, d:9100] }]
  file_sd_configs: [{ files: [sd/*.json] }]
  relabel_configs: [{ action: labeldrop, regex: x }]
- job_name: blackbox
  scheme: https
  metrics_path: /probe
  scrape_interval: 1m
  http_sd_configs: [{ url: "http://u:hunter3@sd/targets" }]
  dns_sd_configs: [{ names: [x.example.com] }]
  kubernetes_sd_configs: [{ role: pod }]
  basic_auth: { username: u, password_file: pw }
- job_name: later
  consul_sd_configs: [{ server: "x" }]
remote_write: [{ url: "http://u:hunter4@far/write", name: far }]
rule_files: [rules.yml]
`,
    }
    expect(await check(files, [], { VEDETTE_LOG_LEVEL: 'debug' })).toEqual({
      code: 0,
      out: [
        './vedette.yml: valid',
        '  prometheus.config: prometheus.yml (vedette.yml:1)',
        '  store.url: http://ch:8123 (vedette.yml:3)',
        '  store.password: <secret> (vedette.yml:4)',
        '  log.level: debug (VEDETTE_LOG_LEVEL)',
        './prometheus.yml: valid',
        '  job "node": http, /metrics, every 15s; 4 static targets (a:9100, b:9100, c:9100, 1 more); targets from *.json; 1 relabelling rule',
        '  job "blackbox": https, /probe, every 1m; targets from http://u:xxxxx@sd/targets; targets from SRV records of x.example.com; targets from Kubernetes (pod)',
        '  job "later": http, /metrics, every 15s; no targets',
        '  passes samples on to http://u:xxxxx@far/write (far)',
      ],
      err: [
        'warning: prometheus.yml:16: scrape config with job name "later": consul_sd_configs is not supported by Vedette; it finds no targets',
        'warning: prometheus.yml:18: rule_files is read and kept, but rules are not evaluated yet',
        'warning: job "node": no file matches ./sd/*.json',
        'warning: job "blackbox": password_file ./pw does not exist',
        'warning: no file matches ./rules.yml',
      ],
    })
  })

  it('says everything that is wrong, in both files, and fails', async () => {
    const files = {
      'vedette.yml': 'http: { listen: here }\nstorage: {}\n',
      'prometheus.yml': 'scrape_configs: [{ job_name: a, colour: red }]',
    }
    expect(await check(files, ['--prometheus', 'prometheus.yml'])).toEqual({
      code: 1,
      out: [],
      err: [
        'error: vedette.yml:1: http.listen: expected an address such as 127.0.0.1:9090, [::1]:9090 or :9090 for all interfaces, got "here"',
        'error: vedette.yml:2: storage: no such setting, did you mean store?',
        'error: prometheus.yml:1: field colour not found in type config.ScrapeConfig',
      ],
    })
  })

  it('takes the files that it is given', async () => {
    const files = { 'other.yml': 'log: { level: warn }', 'p.yml': '' }
    expect(await check(files, ['-c', 'other.yml', '--prometheus', 'p.yml'])).toEqual({
      code: 0,
      out: ['./other.yml: valid', '  log.level: warn (other.yml:1)', './p.yml: valid', '  no scrape jobs'],
      err: [],
    })
    expect((await check({}, ['--config', 'gone.yml'])).err[0]).toMatch(
      /^error: \.\/gone\.yml: can't be read: ENOENT/,
    )
  })

  it('names documents of metrics that are not there', async () => {
    const files = { 'vedette.yml': 'reference: { files: [METRICS.md, docs/*.md] }', 'METRICS.md': '' }
    expect((await check(files)).err).toEqual(['warning: reference.files: no file matches ./docs/*.md'])
  })

  it('passes warnings about the environment on', async () => {
    expect((await check({}, [], { VEDETTE_HTTP_LISTN: ':1' })).err).toEqual([
      'warning: VEDETTE_HTTP_LISTN: no such setting, did you mean VEDETTE_HTTP_LISTEN?',
    ])
  })
})
