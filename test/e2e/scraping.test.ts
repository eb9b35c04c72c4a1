/** Scraping by a prometheus.yml: real targets, discovery by a file that changes, relabelling, ends, reloads good and bad. */

import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../scripts/free-port.ts'
import { externalProgram } from '../../server/testing/external-program.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../server/testing/temporary-directory.ts'
import { ask, checkOf, getText, targets } from './answers.ts'
import { exported, valuesOf } from './exported.ts'
import { type ExposingTarget, startTarget } from './exposing-target.ts'
import { startProgram } from './outside-program.ts'
import { type PromClientService, startPromClientService } from './prom-client-service.ts'
import { until } from './until.ts'
import { startVedette, type VedetteProcess } from './vedette-process.ts'

const INTERVAL = '200ms'

let directory: TemporaryDirectory
let vedette: VedetteProcess
let service: PromClientService
let federation: ExposingTarget
let configPath: string

/** A prometheus.yml is YAML, and JSON is YAML. */
const config = (jobs: readonly object[]) =>
  JSON.stringify({
    global: { scrape_interval: INTERVAL, scrape_timeout: INTERVAL, external_labels: { region: 'here' } },
    scrape_configs: jobs,
  })

/** As editors and config management do: the new file takes the old one's place at once. */
async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path)
}

const shop = (): object => ({
  job_name: 'shop',
  static_configs: [{ targets: [service.host], labels: { team: 'checkout' } }],
  relabel_configs: [
    { source_labels: ['__address__'], regex: '(.*):.*', target_label: 'host', replacement: 'host-$1' },
    { target_label: 'instance', replacement: 'shop-1' },
  ],
  metric_relabel_configs: [
    { source_labels: ['__name__'], regex: 'took_seconds_bucket', action: 'drop' },
    { source_labels: ['customer'], regex: '(.).*', target_label: 'initial' },
    { regex: 'customer', action: 'labeldrop' },
  ],
})

/** What a federating Prometheus exposes: series that already have a job and an instance. */
const FEDERATED = 'honored{job="theirs",instance="them:1"} 5\n'
const federated = (honorLabels: boolean): object => ({
  job_name: honorLabels ? 'honoring' : 'overriding',
  honor_labels: honorLabels,
  static_configs: [{ targets: [federation.host] }],
})

const byFile = (): object => ({
  job_name: 'by-file',
  file_sd_configs: [{ files: [join(directory.path, 'targets-*.json')], refresh_interval: '300ms' }],
})
const writeTargets = (groups: readonly object[]) =>
  replaceFile(join(directory.path, 'targets-1.json'), JSON.stringify(groups))

beforeAll(async () => {
  directory = await temporaryDirectory()
  service = await startPromClientService()
  federation = await startTarget(FEDERATED)
  configPath = join(directory.path, 'prometheus.yml')
  await writeTargets([])
  await replaceFile(configPath, config([shop(), federated(true), federated(false), byFile()]))
  vedette = await startVedette({ args: ['--prometheus', configPath] })
})
afterAll(async () => {
  await vedette[Symbol.asyncDispose]()
  await Promise.all([service.close(), federation.close()])
  await directory.remove()
})

const greatest = (values: readonly (number | null)[]): number => Math.max(...values.map(value => value ?? 0))
const target = async (job: string) =>
  (await targets(vedette.url)).activeTargets.find(({ scrapePool }) => scrapePool === job)

async function isUp(job: string) {
  return until(`${job} to be up`, async () => {
    const found = await target(job)
    if (found?.health === 'down') throw new Error(found.lastError)
    return found?.health === 'up' && found
  })
}

/** A busy machine lets a scrape of this interval time out, which ends the series for a moment. Nothing else may: each good scrape has brought a sample. */
async function expectEachScrape(job: string, series: string): Promise<(number | null)[]> {
  const [samples] = (await exported(vedette.url, `${series}{job="${job}"}`)).values()
  const [up] = (await exported(vedette.url, `up{job="${job}"}`)).values()
  const inOrder = (each: typeof samples) => [...each!].sort(([a], [b]) => a - b)
  const [firstMs, lastMs] = [inOrder(samples)[0]![0], inOrder(samples).at(-1)![0]]
  const good = inOrder(up).filter(([timeMs, value]) => value === 1 && timeMs >= firstMs && timeMs <= lastMs)
  const brought = inOrder(samples).filter(([timeMs]) => up!.get(timeMs) !== 0)
  expect(brought.map(([timeMs]) => timeMs)).toEqual(good.map(([timeMs]) => timeMs))
  const values = brought.map(([, value]) => value)
  expect(values).not.toContain(null)
  return values
}

describe('scraping', () => {
  it('reads a service with prom-client, relabels its target and its series', async () => {
    const shopUp = await isUp('shop')
    await until('some scrapes', async () => (await valuesOf(vedette.url, 'orders_total')).length >= 4)
    const [name] = (await exported(vedette.url, 'orders_total')).keys()
    expect(name).toBe(
      `orders_total{host="host-127.0.0.1",initial="Ä",instance="shop-1",job="shop",team="checkout"}`,
    )
    // Each scrape finds one more.
    const orders = await expectEachScrape('shop', 'orders_total')
    expect(orders).toEqual([...new Set(orders)].sort((a, b) => a! - b!))
    // None is left out but for those whose scrape failed: from 1 on, where none did.
    const failed = (await valuesOf(vedette.url, 'up{job="shop"}')).filter(up => up === 0).length
    expect(orders.at(-1)! - orders.length).toBeLessThanOrEqual(failed)
    const names = await ask<string[]>(vedette.url, 'label/__name__/values?match[]={job="shop"}')
    expect(names).toContain('took_seconds_sum')
    expect(names).not.toContain('took_seconds_bucket')
    const scraped = await valuesOf(vedette.url, 'scrape_samples_scraped{job="shop"}')
    const kept = await valuesOf(vedette.url, 'scrape_samples_post_metric_relabeling{job="shop"}')
    expect([greatest(scraped), greatest(kept)]).toEqual([8, 4])
    expect(shopUp).toMatchObject({
      health: 'up',
      lastError: '',
      scrapeInterval: INTERVAL,
      labels: { host: 'host-127.0.0.1', instance: 'shop-1', job: 'shop', team: 'checkout' },
      discoveredLabels: { __address__: service.host, __metrics_path__: '/metrics', team: 'checkout' },
      scrapeUrl: `http://${service.host}/metrics`,
    })
  })

  it('reads a node exporter', async context => {
    const program = externalProgram(context, 'node-exporter')
    const port = await freePort()
    await using _exporter = startProgram(program, [`--web.listen-address=127.0.0.1:${port}`])
    await writeTargets([{ targets: [`127.0.0.1:${port}`], labels: { kind: 'node' } }])
    await isUp('by-file')
    // The first scrapes may have come before it listened.
    const scraped = await valuesOf(vedette.url, 'scrape_samples_scraped{kind="node"}')
    expect(greatest(scraped)).toBeGreaterThan(100)
    const cpu = await exported(vedette.url, 'node_cpu_seconds_total{mode="idle"}')
    expect([...cpu.keys()][0]).toMatch(/instance="127\.0\.0\.1:\d+",job="by-file",kind="node",mode="idle"/)
    expect((await ask<unknown[]>(vedette.url, 'targets/metadata?metric=node_load1'))[0]).toMatchObject({
      type: 'gauge',
      help: '1m load average.',
    })
  })

  it('lets a target keep its labels, or not', async () => {
    await isUp('honoring')
    await isUp('overriding')
    const both = await until('both jobs', async () => {
      const all = await exported(vedette.url, 'honored')
      return all.size === 2 && all
    })
    expect([...both.keys()].sort()).toEqual([
      `honored{exported_instance="them:1",exported_job="theirs",instance="${federation.host}",job="overriding"}`,
      'honored{instance="them:1",job="theirs"}',
    ])
  })

  it('follows a file of targets, and marks what is gone from it as ended', async () => {
    const own = await startTarget('short_lived 1\n')
    await writeTargets([{ targets: [own.host], labels: { generation: 'one' } }])
    await until('the target', async () => (await target('by-file'))?.labels.generation === 'one')
    await isUp('by-file')
    await writeTargets([{ targets: [own.host], labels: { generation: 'two' } }])
    await until('the target under its new labels', async () => {
      const values = await valuesOf(vedette.url, 'short_lived{generation="two"}')
      return values.at(-1) === 1
    })
    await until('the end of the old series', async () => {
      const values = await valuesOf(vedette.url, 'short_lived{generation="one"}')
      return values.at(-1) === null
    })
    await writeTargets([])
    await until('no target', async () => (await target('by-file')) === undefined)
    for (const series of ['short_lived', 'up', 'scrape_duration_seconds']) {
      await until(`the end of ${series}`, async () => {
        return (await valuesOf(vedette.url, `${series}{generation="two"}`)).at(-1) === null
      })
    }
    await own.close()
  })

  it('says which target is down and why, and ends its series', async () => {
    const own = await startTarget('fragile 1\n')
    await writeTargets([{ targets: [own.host] }])
    await isUp('by-file')
    await until('its series', async () => (await valuesOf(vedette.url, 'fragile')).length > 0)
    await own.close()
    await until('the target to be down, and why', async () => {
      const found = await target('by-file')
      return found?.health === 'down' && found.lastError.includes('refused')
    })
    await until('the end of its series', async () => (await valuesOf(vedette.url, 'fragile')).at(-1) === null)
    expect(await valuesOf(vedette.url, `up{instance="${own.host}"}`)).toContain(0)
    // Another target may be down for a moment, where the machine is busy.
    await until('the check to name it', async () => {
      const { state, sentence } = await checkOf(vedette.url, 'scraping')
      return state === 'warning' && sentence.includes(`http://${own.host}/metrics`)
    })
    await vedette.logged('a target is down')
    await writeTargets([])
    await until('no target', async () => (await target('by-file')) === undefined)
  })
})

describe('a reload', () => {
  const reload = () => fetch(`${vedette.url}/-/reload`, { method: 'POST' })

  it('takes what is new by POST /-/reload, and leaves what stayed alone', async () => {
    const before = (await target('shop'))!.lastScrape
    await replaceFile(configPath, config([shop(), { ...federated(true), job_name: 'renamed' }, byFile()]))
    expect((await reload()).status).toBe(200)
    await isUp('renamed')
    expect(await ask(vedette.url, 'scrape_pools')).toEqual({
      scrapePools: expect.arrayContaining(['shop', 'renamed', 'vedette']),
    })
    expect(await target('honoring')).toBeUndefined()
    // Scraped on without a pause: no marker in between.
    await until('scrapes to go on', async () => (await target('shop'))!.lastScrape > before)
    await expectEachScrape('shop', 'orders_total')
    const { yaml } = await ask<{ yaml: string }>(vedette.url, 'status/config')
    expect(yaml).toContain('job_name: renamed')
  })

  it('takes what is new by SIGHUP', async () => {
    const since = vedette.log.length
    await replaceFile(configPath, config([shop(), { ...federated(true), job_name: 'hung-up' }, byFile()]))
    vedette.signal('SIGHUP')
    await vedette.logged('the configuration was read again', since)
    await isUp('hung-up')
  })

  it.each([
    ['no YAML', 'scrape_configs: [', /prometheus\.yml:\d+/],
    [
      'a wrong key',
      'scrape_configs:\n  - job_name: shop\n    scrape_intervall: 1s\n',
      /prometheus\.yml:3.*scrape_intervall/,
    ],
    [
      'a bad regular expression',
      config([{ job_name: 'shop', relabel_configs: [{ regex: '(', target_label: 'a' }] }]),
      /regex/,
    ],
  ])('keeps the old configuration where the new one has %s, and says why', async (_, text, why) => {
    await replaceFile(configPath, text)
    const refused = await reload()
    expect(refused.status).toBe(500)
    expect(await refused.text()).toMatch(why)
    const since = vedette.log.length
    vedette.signal('SIGHUP')
    const line = await vedette.logged('the new configuration is not taken', since)
    expect([line.level, line.reason]).toEqual(['error', expect.stringMatching(why)])
    expect(await checkOf(vedette.url, 'configuration')).toMatchObject({
      state: 'warning',
      sentence: expect.stringMatching(why),
    })
    expect(await getText(`${vedette.url}/metrics`)).toMatch(/^vedette_config_last_reload_successful 0$/m)
    const before = (await target('shop'))!.lastScrape
    await until('scrapes to go on', async () => (await target('shop'))!.lastScrape > before)
    await isUp('hung-up')

    await replaceFile(configPath, config([shop(), { ...federated(true), job_name: 'hung-up' }, byFile()]))
    expect((await reload()).status).toBe(200)
    expect((await checkOf(vedette.url, 'configuration')).state).toBe('good')
  })
})
