/** A `prometheus.yml` that scrapes the given targets and nothing else; every product reads it as it is. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StartOptions } from './product.ts'

export function writeScrapeConfig(options: StartOptions): string {
  const file = join(options.dir, 'prometheus.yml')
  const { scrape } = options
  const jobs =
    scrape === undefined
      ? ['scrape_configs: []']
      : [
          'scrape_configs:',
          '  - job_name: shop',
          `    scrape_interval: ${scrape.intervalMs}ms`,
          `    scrape_timeout: ${scrape.intervalMs}ms`,
          '    static_configs:',
          `      - targets: [${scrape.targets.map(target => `'${target}'`).join(', ')}]`,
        ]
  writeFileSync(file, `${jobs.join('\n')}\n`)
  return file
}
