import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../scripts/free-port.ts'
import { diskUse } from '../measure/disk.ts'
import { untilQuiet } from '../measure/quiet.ts'
import { getText } from './http.ts'
import type { ExportedSeries, Product, Running, StartOptions } from './product.ts'
import { writeScrapeConfig } from './scrape-config.ts'
import { startServer } from './server-process.ts'

const COMMAND = 'prometheus'

export const prometheus: Product = {
  name: 'prometheus',
  version() {
    const { status, stdout, stderr } = spawnSync(COMMAND, ['--version'], { encoding: 'utf8' })
    return status === 0 ? (/version (\d+\.\d+\.\d+)/.exec(stdout + stderr)?.[1] ?? 'unknown') : undefined
  },
  async start(options: StartOptions): Promise<Running> {
    const port = options.port ?? (await freePort())
    const base = `http://127.0.0.1:${port}`
    const data = join(options.dir, 'data')
    mkdirSync(data, { recursive: true })
    const server = await startServer({
      command: COMMAND,
      args: [
        `--config.file=${writeScrapeConfig(options)}`,
        `--web.listen-address=127.0.0.1:${port}`,
        `--storage.tsdb.path=${data}`,
        '--storage.tsdb.retention.time=30d',
        '--web.enable-remote-write-receiver',
        '--web.enable-admin-api',
        '--log.level=warn',
      ],
      dir: options.dir,
      readyUrl: `${base}/-/ready`,
      signal: options.signal,
    })
    return {
      ...server,
      port,
      writeUrl: `${base}/api/v1/write`,
      // It cuts and compacts blocks by itself; there is nothing to force.
      settle: signal => untilQuiet(server.pid, 120_000, signal),
      /**
       * The last hours stand in the head and its write-ahead log, which is not what they cost for good: a snapshot
       * cuts the head into a block beside those that are there already, and the snapshot is what is measured.
       */
      async dataBytes(signal) {
        const reply = await getText(`${base}/api/v1/admin/tsdb/snapshot`, signal, 'POST')
        const { data: made } = JSON.parse(reply) as { data: { name: string } }
        return diskUse(join(data, 'snapshots', made.name))
      },
      export: (fromMs, toMs, signal) => exportByName(base, fromMs, toMs, signal),
    }
  },
}

interface Matrix {
  readonly data: {
    readonly result: { readonly metric: Record<string, string>; readonly values: [number, string][] }[]
  }
}

/** Raw samples by way of range selectors, one metric and job at a time to keep the answers small. */
async function* exportByName(
  base: string,
  fromMs: number,
  toMs: number,
  signal: AbortSignal,
): AsyncGenerator<ExportedSeries> {
  const range = { start: String(fromMs / 1000), end: String(toMs / 1000) }
  for (const job of await labelValues(base, 'job', range, signal)) {
    const within = { ...range, 'match[]': `{job="${job}"}` }
    for (const name of await labelValues(base, '__name__', within, signal)) {
      const query = `{__name__="${name}",job="${job}"}[${toMs - fromMs}ms]`
      const reply = await getText(
        `${base}/api/v1/query?${new URLSearchParams({ query, time: range.end })}`,
        signal,
      )
      for (const { metric, values } of (JSON.parse(reply) as Matrix).data.result) {
        yield {
          metric,
          timesMs: values.map(([seconds]) => Math.round(seconds * 1000)),
          values: values.map(([, value]) => Number(value)),
        }
      }
    }
  }
}

async function labelValues(
  base: string,
  label: string,
  query: Record<string, string>,
  signal: AbortSignal,
): Promise<string[]> {
  const reply = await getText(`${base}/api/v1/label/${label}/values?${new URLSearchParams(query)}`, signal)
  return (JSON.parse(reply) as { data: string[] }).data
}
