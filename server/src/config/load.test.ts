import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LoadOptions, loadConfig } from './load.ts'
import { ConfigError } from './problem.ts'

const GIB = 1024 ** 3

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-config-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function load(yaml: string | undefined, options: Partial<LoadOptions> = {}) {
  if (yaml !== undefined) writeFileSync(join(folder, 'vedette.yml'), yaml)
  return loadConfig({ env: {}, cwd: folder, availableMemoryBytes: 16 * GIB, ...options })
}

function problemsOf(yaml: string | undefined, options: Partial<LoadOptions> = {}): readonly string[] {
  try {
    load(yaml, options)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('loadConfig', () => {
  it('does without a file', () => {
    const { config, file, sources, warnings } = load(undefined)
    expect(file).toBeUndefined()
    expect([...sources]).toEqual([])
    expect(warnings).toEqual([])
    expect(config.dataPath).toBe(join(folder, 'data'))
    expect(config.http.listen).toEqual({ host: '127.0.0.1', port: 9090 })
    expect(config.otlp.grpcListen).toEqual({ host: '127.0.0.1', port: 4317 })
    expect(config.store.retention.metricsMs).toBe(30 * 86_400_000)
    expect(config.memory.budgetBytes).toBe(2 * GIB)
    expect(config.limits.sampleAgeMs).toBe(config.store.retention.metricsMs)
    expect(config.prometheusConfigPath).toBe('')
    expect(config.log).toEqual({ level: 'info', format: 'auto' })
  })

  it('takes an empty file, and groups in which everything is commented out, for the defaults', () => {
    const bare = load(undefined).config
    expect(load('').config).toEqual(bare)
    expect(load('# nothing\n').config).toEqual(bare)
    expect(load('http:\n  # listen: :80\nstore:\n  retention:\n').config).toEqual(bare)
  })

  it('reads every kind of value', () => {
    const { config } = load(`
data: /srv/vedette
http: { listen: ':8080', external_url: https://vedette.example.com/, body_limit: 1GB }
otlp:
  http_listen: off
  grpc_listen: '[::1]:0'
  promote_resource_attributes: [service.version]
scrape: { self: false }
memory: { budget: 1GiB, head_share: 50% }
store: { readers: 8, retention: { metrics: 90d }, database: metrics_1 }
`)
    expect(config.dataPath).toBe('/srv/vedette')
    expect(config.http).toMatchObject({
      listen: { host: '::', port: 8080 },
      externalUrl: 'https://vedette.example.com',
      bodyLimitBytes: GIB,
    })
    expect(config.otlp).toMatchObject({
      httpListen: 'off',
      grpcListen: { host: '::1', port: 0 },
      promoteResourceAttributes: ['service.version'],
    })
    expect(config.scrape.self).toBe(false)
    expect(config.memory).toMatchObject({ budgetBytes: GIB, headBytes: GIB / 2 })
    expect(config.store).toMatchObject({ readers: 8, database: 'metrics_1' })
  })

  it('lets the environment go over the file, and flags over both, and says where a setting was made', () => {
    const { config, sources } = load('log:\n  level: warn\nhttp:\n  listen: :1\nstore:\n  readers: 4\n', {
      env: {
        VEDETTE_LOG_LEVEL: 'error',
        VEDETTE_HTTP_LISTEN: ':2',
        VEDETTE_OTLP_PROMOTE_RESOURCE_ATTRIBUTES: 'a, b',
        VEDETTE_SCRAPE_SELF: 'false',
        PATH: '/bin',
      },
      flags: { listen: ':3' },
    })
    expect(config.log.level).toBe('error')
    expect(config.http.listen.port).toBe(3)
    expect(config.store.readers).toBe(4)
    expect(config.otlp.promoteResourceAttributes).toEqual(['a', 'b'])
    expect(config.scrape.self).toBe(false)
    expect(Object.fromEntries(sources)).toEqual({
      'log.level': 'VEDETTE_LOG_LEVEL',
      'http.listen': '--listen',
      'store.readers': 'vedette.yml:6',
      'otlp.promote_resource_attributes': 'VEDETTE_OTLP_PROMOTE_RESOURCE_ATTRIBUTES',
      'scrape.self': 'VEDETTE_SCRAPE_SELF',
    })
  })

  it('shows what was written, without the passwords in it', () => {
    const env = {
      VEDETTE_STORE_URL: 'http://vedette:hunter2@clickhouse:8123/x@y',
      VEDETTE_STORE_PASSWORD: 'hunter2',
      VEDETTE_HTTP_LISTEN: '127.0.0.1:0',
    }
    expect(Object.fromEntries(load(undefined, { env }).written)).toEqual({
      'store.url': 'http://vedette:<secret>@clickhouse:8123/x@y',
      'store.password': '<secret>',
      'http.listen': '127.0.0.1:0',
    })
  })

  it('counts relative paths from where they were written', () => {
    writeFileSync(join(folder, 'other.yml'), 'data: here\nprometheus: { config: prometheus.yml }\n')
    const cwd = join(folder, 'elsewhere')
    const options = { path: join(folder, 'other.yml'), cwd }
    expect(load(undefined, options).config).toMatchObject({
      dataPath: join(folder, 'here'),
      prometheusConfigPath: join(folder, 'prometheus.yml'),
    })
    expect(
      load(undefined, { ...options, env: { VEDETTE_DATA: 'there' }, flags: { prometheus: 'p.yml' } }).config,
    ).toMatchObject({ dataPath: join(cwd, 'there'), prometheusConfigPath: join(cwd, 'p.yml') })
    writeFileSync(join(folder, 'other.yml'), '{}')
    expect(load(undefined, options).config.dataPath).toBe(join(cwd, 'data'))
  })

  it('takes the file that VEDETTE_CONFIG names', () => {
    writeFileSync(join(folder, 'other.yml'), 'log: { level: debug }')
    expect(load(undefined, { env: { VEDETTE_CONFIG: 'other.yml' } }).config.log.level).toBe('debug')
  })

  it('gives a project the general limits but for its own', () => {
    const { config } = load(
      'limits: { labels_per_series: 20 }\nprojects:\n  team-a:\n    limits: { active_series: 5 }\n  b:\n',
      {
        env: {
          VEDETTE_PROJECTS_TEAM_A_LIMITS_LABEL_NAME_LENGTH: '7',
          VEDETTE_PROJECTS_NEW_LIMITS_ACTIVE_SERIES: '9',
        },
      },
    )
    expect(config.limits).toMatchObject({ activeSeries: 2_000_000, labelsPerSeries: 20 })
    expect(config.projects['team-a']?.limits).toMatchObject({
      activeSeries: 5,
      labelsPerSeries: 20,
      labelNameLength: 7,
    })
    expect(config.projects.b?.limits).toEqual(config.limits)
    expect(config.projects.new?.limits).toMatchObject({ activeSeries: 9, labelsPerSeries: 20 })
  })

  it('leaves the prototype alone, whatever a variable is called', () => {
    load(undefined, { env: { VEDETTE_PROJECTS___PROTO___LIMITS_ACTIVE_SERIES: '1' } })
    expect(({} as { limits?: unknown }).limits).toBeUndefined()
  })

  it('reads a password from a file and never shows it', () => {
    writeFileSync(join(folder, 'password'), 'hunter2\n')
    const { config } = load('store: { url: http://ch:8123, password_file: password }')
    expect(config.store.password.reveal()).toBe('hunter2')
    expect(JSON.stringify(config)).not.toContain('hunter2')
    expect(String(config.store.password)).toBe('<secret>')
    const inline = load('store: { url: http://ch:8123, password: 12345 }').config
    expect(inline.store.password.reveal()).toBe('12345')
  })
})

describe('what is wrong', () => {
  it('is said all at once, with file, line, path and what was expected', () => {
    expect(
      problemsOf(
        `data: [x]
http:
  listen: nowhere
  lisen: :80
store:
  retention:
    metrics: thirty
  readers: 0
retention: 5d
projects:
  '-bad': {}
  ok: { limits: { active_serie: 1 } }
log: loud
`,
        { env: { VEDETTE_MEMORY_BUDGET: 'lots' }, flags: { 'log-level': 'chatty' } },
      ),
    ).toEqual([
      'vedette.yml:1: data: expected a path, got a list',
      'vedette.yml:3: http.listen: expected an address such as 127.0.0.1:9090, [::1]:9090 or :9090 for all interfaces, got "nowhere"',
      'vedette.yml:4: http.lisen: no such setting, did you mean listen?',
      'vedette.yml:7: store.retention.metrics: expected a duration longer than 0, such as 30d or 15s, got "thirty"',
      'vedette.yml:8: store.readers: expected a whole number from 1 to 64, got 0',
      'vedette.yml:9: retention: no such setting',
      'vedette.yml:11: projects.-bad: expected a project name such as team-a (^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$)',
      'vedette.yml:12: projects.ok.limits.active_serie: no such setting, did you mean active_series?',
      'vedette.yml:13: log: expected a map of settings, got "loud"',
      'VEDETTE_MEMORY_BUDGET: expected a size such as 1GiB, or auto, got "lots"',
      '--log-level: expected one of debug, info, warn, error, got "chatty"',
    ])
  })

  it.each([
    ['budget: 1GiB', 'vedette.yml:1: budget: no such setting, did you mean memory.budget?'],
    ['just text', 'vedette.yml:1: expected settings such as "data: ./data", got "just text"'],
    ['- a', 'vedette.yml:1: expected settings such as "data: ./data", got a list'],
    ['data: x\ndata: y', 'vedette.yml:2: this key is set twice'],
    [
      'http: {',
      'vedette.yml:1: not valid YAML: Flow map in block collection must be sufficiently indented and end with a }',
    ],
    ['memory: { budget: 10MiB }', 'vedette.yml:1: memory.budget: expected at least 256MiB, got 10MiB'],
    [
      'memory:\n  head_share: 60%',
      'vedette.yml:2: memory.head_share: expected head_share, engine_share and queue_share to leave at least 5% for the rest, got 105% together',
    ],
    [
      'http: { listen: ":4318" }',
      'vedette.yml:1: http.listen: expected a port of its own, got the one of otlp.http_listen',
    ],
    [
      'otlp: { ignore_resource_attributes: [a] }',
      'vedette.yml:1: otlp.ignore_resource_attributes: expected only together with promote_all_resource_attributes',
    ],
    [
      'otlp:\n  promote_all_resource_attributes: true\n  promote_resource_attributes: [a]',
      'vedette.yml:3: otlp.promote_resource_attributes: expected either promote_resource_attributes or promote_all_resource_attributes, got both',
    ],
    [
      'store:\n  url: http://x\n  password: a\n  password_file: b',
      'vedette.yml:4: store.password_file: expected either store.password or store.password_file, got both',
    ],
    ['store: { password: [x] }', 'vedette.yml:1: store.password: expected text, got something else'],
  ])('%j', (yaml, problem) => {
    expect(problemsOf(yaml)[0]).toBe(problem)
  })

  it('is a file that was asked for and is not there', () => {
    expect(problemsOf(undefined, { path: 'missing.yml' })[0]).toMatch(
      /missing\.yml: can't be read: ENOENT: no such file/,
    )
  })

  it('is a password file that is not there', () => {
    expect(problemsOf('store:\n  url: http://x\n  password_file: gone')[0]).toMatch(
      /^vedette\.yml:3: store\.password_file: expected a file that can be read, got ENOENT/,
    )
  })

  it('is a file whose aliases unfold without end', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`)
    expect(problemsOf(`a0: &a0 [x]\n${levels.join('\n')}`)[0]).toMatch(/Excessive alias count/)
  })
})

describe('warnings', () => {
  it('name variables that set nothing', () => {
    const { warnings } = load(undefined, {
      env: {
        VEDETTE_HTTP_LISTN: ':1',
        VEDETTE_COLOUR: 'red',
        VEDETTE_SERVICE_HOST: '10.0.0.1',
        VEDETTE_PORT_9090_TCP: 'tcp://10.0.0.1:9090',
        VEDETTE_TOKEN: 'x',
      },
    })
    expect(warnings).toEqual([
      'VEDETTE_HTTP_LISTN: no such setting, did you mean VEDETTE_HTTP_LISTEN?',
      'VEDETTE_COLOUR: no such setting, it is ignored',
    ])
  })

  it.each([
    [
      'store: { user: me }',
      'vedette.yml:1: store.user has no effect without store.url: the embedded database has no users',
    ],
    [
      'http: { listen: ":80" }\naccess: { required: never }',
      'vedette.yml:2: access.required is never, and http.listen is open to other machines: anybody can read and write',
    ],
    [
      'limits: { sample_age: 90d }',
      'vedette.yml:1: limits.sample_age is longer than store.retention.metrics, which is what counts',
    ],
  ])('%j', (yaml, warning) => {
    expect(load(yaml).warnings).toEqual([warning])
  })
})

describe('the memory budget', () => {
  it.each([
    [1 * GIB, GIB / 2],
    [64 * GIB, 2 * GIB],
    [100 * 1024 ** 2, 256 * 1024 ** 2],
  ])('of a machine with %d bytes is %d', (availableMemoryBytes, budgetBytes) => {
    expect(load(undefined, { availableMemoryBytes }).config.memory.budgetBytes).toBe(budgetBytes)
  })
})
