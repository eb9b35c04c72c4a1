import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort } from '../../scripts/free-port.ts'
import { type DiskUse, diskUse } from '../measure/disk.ts'
import { until, untilQuiet } from '../measure/quiet.ts'
import { exportLines } from './export-lines.ts'
import type { Product, Running, StartOptions } from './product.ts'
import { writeScrapeConfig } from './scrape-config.ts'
import { startServer } from './server-process.ts'
import type { Merged } from './vedette-merge.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const entry = join(root, 'server/src/cli/main.ts')
const merger = fileURLToPath(new URL('vedette-merge.ts', import.meta.url))

const sumOf = (a: DiskUse, b: DiskUse): DiskUse => ({
  bytes: a.bytes + b.bytes,
  allocatedBytes: a.allocatedBytes + b.allocatedBytes,
  files: a.files + b.files,
})

export const vedette: Product = {
  name: 'vedette',
  version() {
    if (!existsSync(entry)) return undefined
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    const commit = spawnSync('git', ['-C', root, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' })
    return commit.status === 0 ? `${version} (${commit.stdout.trim()})` : version
  },
  async start(options: StartOptions): Promise<Running> {
    const port = options.port ?? (await freePort())
    const base = `http://127.0.0.1:${port}`
    const data = join(options.dir, 'data')
    mkdirSync(data, { recursive: true })
    const server = await startServer({
      command: process.execPath,
      args: [
        entry,
        'start',
        `--data=${data}`,
        `--listen=127.0.0.1:${port}`,
        `--otlp-http-listen=127.0.0.1:${await freePort()}`,
        `--otlp-grpc-listen=127.0.0.1:${await freePort()}`,
        ...(options.scrape === undefined ? [] : [`--prometheus=${writeScrapeConfig(options)}`]),
      ],
      dir: options.dir,
      readyUrl: `${base}/-/ready`,
      signal: options.signal,
    })
    return {
      ...server,
      port,
      writeUrl: `${base}/api/v1/write`,
      async digest(signal) {
        const metrics = async (): Promise<string> => (await fetch(`${base}/metrics`, { signal })).text()
        const shown = (text: string, name: string): number =>
          Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
        await until(
          async () => {
            const text = await metrics()
            return (
              shown(text, 'vedette_store_chunk_rounds_total') > 0 &&
              shown(text, 'vedette_store_chunk_partitions_waiting') === 0
            )
          },
          1000,
          signal,
        )
        await untilQuiet(server.pid, 120_000, signal)
      },
      settle: signal => untilQuiet(server.pid, 120_000, signal),
      async dataBytes(signal) {
        await server.stop(signal)
        const { stdout } = await promisify(execFile)(process.execPath, [merger, data], { signal })
        const { parts } = JSON.parse(stdout) as Merged
        const use = (some: readonly string[]): DiskUse => some.map(path => diskUse(path)).reduce(sumOf)
        return {
          ...use([join(data, 'clickhouse', 'metadata'), ...parts]),
          copies: diskUse(join(data, 'chunks')),
        }
      },
      export: (fromMs, toMs, signal) => exportLines(base, fromMs, toMs, signal),
    }
  },
}
