import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../scripts/free-port.ts'
import { diskUse } from '../measure/disk.ts'
import { until, untilQuiet } from '../measure/quiet.ts'
import { exportLines } from './export-lines.ts'
import { getText, metricSum } from './http.ts'
import type { Product, Running, StartOptions } from './product.ts'
import { writeScrapeConfig } from './scrape-config.ts'
import { startServer } from './server-process.ts'

const COMMAND = 'victoria-metrics'

export const victoriaMetrics: Product = {
  name: 'victoria-metrics',
  version() {
    const { status, stdout, stderr } = spawnSync(COMMAND, ['--version'], { encoding: 'utf8' })
    if (status !== 0) return undefined
    // Debian's build does not know its own version; its package does.
    const told = /\d+\.\d+\.\d+/.exec(stdout + stderr)?.[0]
    const packaged = spawnSync('dpkg-query', ['-s', 'victoria-metrics'], { encoding: 'utf8' }).stdout
    return told ?? /^Version: ([\d.]+)/m.exec(packaged ?? '')?.[1] ?? 'unknown'
  },
  async start(options: StartOptions): Promise<Running> {
    const port = options.port ?? (await freePort())
    const base = `http://127.0.0.1:${port}`
    const data = join(options.dir, 'data')
    mkdirSync(data, { recursive: true })
    const server = await startServer({
      command: COMMAND,
      args: [
        `-httpListenAddr=127.0.0.1:${port}`,
        `-storageDataPath=${data}`,
        '-retentionPeriod=30d',
        '-loggerLevel=WARN',
        // Every series of a match in one export; the default refuses more than 10 M samples' worth for some queries.
        '-search.maxExportSeries=10000000',
        ...(options.scrape === undefined ? [] : [`-promscrape.config=${writeScrapeConfig(options)}`]),
      ],
      dir: options.dir,
      readyUrl: `${base}/health`,
      signal: options.signal,
    })
    return {
      ...server,
      port,
      writeUrl: `${base}/api/v1/write`,
      async settle(signal) {
        await getText(`${base}/internal/force_flush`, signal)
        await getText(`${base}/internal/force_merge`, signal)
        await until(
          async () => {
            const page = await getText(`${base}/metrics`, signal)
            return metricSum(page, 'vm_active_force_merges') + metricSum(page, 'vm_active_merges') === 0
          },
          500,
          signal,
        )
        await untilQuiet(server.pid, 30_000, signal)
      },
      // Blocks, index and metadata. `cache` only holds what a restart can do without.
      dataBytes: async () => diskUse(data, path => path === join(data, 'cache')),
      async *export(fromMs, toMs, signal) {
        await getText(`${base}/internal/force_flush`, signal)
        yield* exportLines(base, fromMs, toMs, signal)
      },
    }
  },
}
