import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createReasonLog, createTargetWaiter } from '../../../../testing/discovered-targets.ts'
import { httpClientConfig } from '../../../../testing/http-client-config.ts'
import { listen } from '../../../../testing/loopback.ts'
import type { Discovery, HttpDiscovery } from '../../../config/prometheus/types.ts'
import { createLog } from '../../../self/log.ts'
import { registry } from '../../../self/metrics.ts'
import { startDiscovery } from './index.ts'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

function discover(...discoveries: Discovery[]) {
  const found = createTargetWaiter()
  const reasons = createReasonLog()
  const lines: string[] = []
  const write = (line: string): void => {
    lines.push(line)
    reasons.failed(JSON.parse(line).reason)
  }
  const running = startDiscovery(
    { jobName: 'web', discoveries },
    { onTargets: found.onTargets, log: createLog({ level: 'warn', format: 'json', write }), debounceMs: 0 },
  )
  cleanups.push(running.stop)
  return { found, reasons, lines, stop: running.stop }
}

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'vedette-discovery-'))
  cleanups.push(() => rm(path, { recursive: true, force: true }))
  return path
}

/** Whole or not at all, as those do who write such files well. */
async function put(path: string, content: unknown): Promise<void> {
  await writeFile(`${path}.part`, typeof content === 'string' ? content : JSON.stringify(content))
  await rename(`${path}.part`, path)
}

const NEVER_MS = 3_600_000

describe('static discovery', () => {
  it('gives the targets of the file, own labels before those of the group', async () => {
    const { found } = discover({
      kind: 'static',
      configs: [
        { targets: ['a:1', 'b:1'], labels: { env: 'prod', __address__: 'ignored' } },
        { targets: ['c:1'], labels: {} },
      ],
    })
    expect(await found.addresses('a:1', 'b:1', 'c:1')).toEqual([
      { __address__: 'a:1', env: 'prod' },
      { __address__: 'b:1', env: 'prod' },
      { __address__: 'c:1' },
    ])
  })

  it('says that a job has no targets, so that earlier ones can go', async () => {
    const { found } = discover()
    expect(await found.until(() => true)).toEqual([])
  })
})

describe('file discovery', () => {
  it('reads JSON and YAML, one name or many', async () => {
    const at = await directory()
    await put(join(at, 'one.json'), [{ targets: ['a:1'], labels: { env: 'prod' } }, { targets: ['b:1'] }])
    await put(join(at, 'more-x.yml'), '- targets: ["c:1"]\n  labels: {port: 8080, on: yes}\n')
    await put(join(at, 'more-y.yml'), '')
    await put(join(at, 'other.yml'), '- targets: ["no:1"]\n')
    const { found, reasons } = discover({
      kind: 'file',
      files: [join(at, 'one.json'), join(at, 'more-*.yml'), join(at, 'missing.yml')],
      refreshIntervalMs: NEVER_MS,
    })
    expect(await found.addresses('a:1', 'b:1', 'c:1')).toEqual([
      { __address__: 'c:1', __meta_filepath: join(at, 'more-x.yml'), port: '8080', on: 'yes' },
      { __address__: 'a:1', __meta_filepath: join(at, 'one.json'), env: 'prod' },
      { __address__: 'b:1', __meta_filepath: join(at, 'one.json') },
    ])
    expect(reasons.reasons).toEqual([])
  })

  it('follows files that change, come and go', async () => {
    const at = await directory()
    await put(join(at, 'a.json'), [{ targets: ['a:1'] }, { targets: ['b:1'] }])
    const { found } = discover({ kind: 'file', files: [join(at, '*.json')], refreshIntervalMs: NEVER_MS })
    await found.addresses('a:1', 'b:1')
    await put(join(at, 'a.json'), [{ targets: ['a:2'] }])
    await found.addresses('a:2')
    await put(join(at, 'z.json'), [{ targets: ['z:1'] }])
    await found.addresses('a:2', 'z:1')
    await rm(join(at, 'a.json'))
    await found.addresses('z:1')
  })

  it('keeps the last good targets of a file that turned bad, and says why', async () => {
    const at = await directory()
    const bad = join(at, 'bad.json')
    const good = join(at, 'good.json')
    await put(bad, [{ targets: ['a:1'] }])
    await put(good, [{ targets: ['b:1'] }])
    const { found, reasons, lines } = discover({
      kind: 'file',
      files: [bad, good],
      refreshIntervalMs: NEVER_MS,
    })
    await found.addresses('a:1', 'b:1')
    await put(bad, '[{"targets": [')
    expect(await reasons.until(bad)).toContain('JSON')
    await put(bad, [{ targets: ['a:1'], lables: {} }])
    expect(await reasons.until('lables')).toBe(`${bad}: group 1: unknown key "lables"`)
    await put(good, [{ targets: ['b:2'] }])
    await found.addresses('a:1', 'b:2')
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 'warn',
      message: 'discovery for the job web failed, its last good targets stay',
      job: 'web',
      mechanism: 'file',
    })
    const failures = (await registry.getSingleMetric('vedette_discovery_failures_total')!.get()).values
    expect(failures.find(({ labels }) => labels.mechanism === 'file')!.value).toBeGreaterThanOrEqual(2)
  })

  it('says what is wrong with a group', async () => {
    const at = await directory()
    const path = join(at, 'x.yaml')
    const cases: [string, string][] = [
      ['a: b', 'expected a list of target groups'],
      ['- just text', 'group 1: expected an object with "targets" and "labels"'],
      ['- targets: web:1', 'group 1: "targets" must be a list of strings ("host:port")'],
      ['- labels: [a]', 'group 1: "labels" must be an object'],
      ['- labels: {a: [b]}', 'group 1: the label "a" must be a string'],
      ['- targets: [', 'at line 1'],
    ]
    await put(path, cases[0]![0])
    const { reasons } = discover({ kind: 'file', files: [path], refreshIntervalMs: NEVER_MS })
    for (const [content, reason] of cases) {
      await put(path, content)
      expect(await reasons.until(reason)).toContain(path)
    }
  })

  it('finds files in a directory that comes later, at the next refresh', async () => {
    const at = await directory()
    const late = join(at, 'late')
    const { found, reasons } = discover({
      kind: 'file',
      files: [join(late, '*.json')],
      refreshIntervalMs: 20,
    })
    await reasons.until(`cannot watch the directory ${late}`)
    await mkdir(late)
    await put(join(late, 'a.json'), [{ targets: ['a:1'] }])
    await found.addresses('a:1')
  })
})

describe('http discovery', () => {
  async function serve(listener: RequestListener, fields: Partial<HttpDiscovery> = {}) {
    const listening = await listen(createServer(listener))
    cleanups.push(listening.close)
    const url = `http://${listening.host}/targets`
    return {
      url,
      host: listening.host,
      ...discover({ kind: 'http', url, refreshIntervalMs: 100, http: httpClientConfig(), ...fields }),
    }
  }

  it('does not tell the password of its address with every target', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('[{"targets":["a:1"]}]')
    })
    const { host, close } = await listen(server)
    cleanups.push(close)
    const url = `http://me:s3cret@${host}/targets`
    const { found } = discover({ kind: 'http', url, refreshIntervalMs: 100, http: httpClientConfig() })
    expect(await found.addresses('a:1')).toEqual([
      { __address__: 'a:1', __meta_url: `http://me:xxxxx@${host}/targets` },
    ])
  })

  it('asks for JSON and gives what it gets, again and again', async () => {
    let groups: unknown = [{ targets: ['a:1'], labels: { env: 'prod' } }, { targets: ['b:1'] }]
    let asked: Record<string, unknown> = {}
    const { found, url } = await serve((request, response) => {
      asked = request.headers
      response
        .writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
        .end(JSON.stringify(groups))
    })
    expect(await found.addresses('a:1', 'b:1')).toEqual([
      { __address__: 'a:1', __meta_url: url, env: 'prod' },
      { __address__: 'b:1', __meta_url: url },
    ])
    expect(asked).toMatchObject({
      accept: 'application/json',
      'x-prometheus-refresh-interval-seconds': '0.1',
    })
    groups = [{ targets: ['a:2'] }]
    await found.addresses('a:2')
  })

  it('keeps the last good targets, and says why, when the answer is no good', async () => {
    let answer: [status: number, type: string, body: string] = [
      200,
      'application/json',
      '[{"targets":["a:1"]}]',
    ]
    const { found, reasons, host } = await serve((_, response) => {
      const [status, type, body] = answer
      response.writeHead(status, { 'content-type': type }).end(body)
    })
    await found.addresses('a:1')
    answer = [500, 'text/plain', 'oops']
    expect(await reasons.until('status 500')).toBe(`${host}: the answer has status 500 Internal Server Error`)
    answer = [200, 'text/html', '[]']
    expect(await reasons.until('text/html')).toBe(
      `${host}: the answer has the content type "text/html", not application/json`,
    )
    answer = [200, 'application/json', '{"targets":[]}']
    expect(await reasons.until('expected')).toBe(`${host}: expected a list of target groups`)
    expect(found.latest().map(({ __address__ }) => __address__)).toEqual(['a:1'])
  })

  it('stops in the middle of a question', async () => {
    const asked = Promise.withResolvers<void>()
    const { stop, reasons } = await serve(() => asked.resolve(), { refreshIntervalMs: NEVER_MS })
    await asked.promise
    await stop()
    expect(reasons.reasons).toEqual([])
  })
})

describe('several discoveries of one job', () => {
  it('add up, and one that fails takes nothing away from the others', async () => {
    const { found, reasons } = discover(
      { kind: 'static', configs: [{ targets: ['a:1'], labels: {} }] },
      { kind: 'static', configs: [{ targets: ['b:1'], labels: {} }] },
      { kind: 'http', url: 'http://127.0.0.1:1/', refreshIntervalMs: NEVER_MS, http: httpClientConfig() },
    )
    await found.addresses('a:1', 'b:1')
    expect(await reasons.until('connection refused')).toBe(
      '127.0.0.1:1: connection refused by 127.0.0.1:1: nothing listens there',
    )
  })
})
