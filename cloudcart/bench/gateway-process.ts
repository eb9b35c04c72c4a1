/**
 * The gateway alone in a process, so that its CPU is its own. Says `{url}` on stdout once it listens, its use of the CPU on each `cpu` on
 * stdin. `--no-metrics` makes prom-client's calls empty, which no service can do; traces and logs are switched off as anybody would.
 */
import { createInterface } from 'node:readline'
import { Counter, Gauge, Histogram } from 'prom-client'
import { boot } from '../kit/boot.ts'
import { settingsFrom } from '../kit/settings.ts'
import { createApiGateway } from '../services/api-gateway/src/app.ts'

if (process.argv.includes('--no-metrics')) {
  Counter.prototype.inc = () => {}
  Gauge.prototype.set = () => {}
  // prom-client picks the one it calls in the constructor.
  Object.assign(Histogram.prototype, { observeWithoutExemplar: () => {} })
}

const say = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`)
const gateway = await boot(createApiGateway(), {
  settings: settingsFrom({ ...process.env, PORT: '0' }, 'api-gateway'),
  write: line => void process.stderr.write(line),
})
say({ url: gateway.url })
for await (const line of createInterface({ input: process.stdin })) {
  if (line !== 'cpu') continue
  const { user, system } = process.cpuUsage()
  say({ cpuMs: (user + system) / 1000, residentMb: process.memoryUsage.rss() / 1e6 })
}
await gateway.stop()
