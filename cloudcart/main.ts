/**
 * The shop as a program: all services, the storefront and its visitors in one process. `npm start` runs it beside Vedette; alone it needs
 * nobody.
 */
import { parseArgs } from 'node:util'
import { startCloudCart } from './cloudcart.ts'

const HELP = `CloudCart: a little e-commerce company of real services

  node cloudcart/main.ts [options]

  --data DIR        where databases and events are kept (default: in memory)
  --no-load         nobody visits
  --rate N          requests per second of the visitors, mean over a day (default: 20)
  --speed N         how much faster than in life visitors decide (default: 1)
  --seed N          another seed, other visitors (default: 7)
  --vedette URL     the Vedette that watches: past weeks are written to it once, and its address is shown
  --no-backfill     don't write past weeks
  --otlp URL        where traces and logs go (default: OTEL_EXPORTER_OTLP_ENDPOINT)
  --log FILE        where the services' log lines go (default: stdout)
  --help            this text

Environment: DATABASE_URL (PostgreSQL), KAFKA_BROKERS, REDIS_URL, JWT_SECRET, ADMIN_PASSWORD, SLACK_WEBHOOK_URL, SMTP_URL, LOG_LEVEL,
APP_VERSION; docs/cloudcart.md tells the rest.
`

const SAME_KEYSTROKE_MS = 500
const say = (line: string): void => void process.stderr.write(`cloudcart: ${line}\n`)

try {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      'no-load': { type: 'boolean' },
      rate: { type: 'string' },
      speed: { type: 'string' },
      seed: { type: 'string' },
      vedette: { type: 'string' },
      'no-backfill': { type: 'boolean' },
      otlp: { type: 'string' },
      log: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help === true) process.stdout.write(HELP)
  else await run(values)
} catch (error) {
  say(wordsFor(error as NodeJS.ErrnoException))
  process.exitCode = 1
}

async function run(values: Record<string, string | boolean | undefined>): Promise<void> {
  const text = (name: string) => values[name] as string | undefined
  const running = await startCloudCart({
    say,
    dataDir: text('data'),
    load: values['no-load'] !== true,
    rate: positive('rate', text('rate'), 20),
    speed: positive('speed', text('speed'), 1),
    seed: positive('seed', text('seed'), 7),
    vedetteUrl: text('vedette'),
    backfill: values['no-backfill'] !== true,
    otlpEndpoint: text('otlp'),
    logFile: text('log'),
  })
  let askedMs: number | undefined
  const stop = (): void => {
    // One Ctrl+C can arrive twice, from the terminal and from the process that started this one.
    if (askedMs !== undefined && performance.now() - askedMs > SAME_KEYSTROKE_MS) process.exit(1)
    if (askedMs !== undefined) return
    askedMs = performance.now()
    void running.stop().then(() => process.exit(0))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  // Started by another process: it ends with that one.
  if (process.channel !== undefined) process.on('disconnect', stop)
}

function positive(name: string, text: string | undefined, missing: number): number {
  if (text === undefined) return missing
  const number = Number(text)
  if (!(number > 0)) throw new Error(`--${name} is ${JSON.stringify(text)}: a number above 0 is expected`)
  return number
}

function wordsFor(error: NodeJS.ErrnoException & { port?: number }): string {
  if (error.code === 'EADDRINUSE') {
    return `port ${error.port} is taken by another program; the shop needs 3000 and 8001 to 8008 (see docs/cloudcart.md)`
  }
  return error.message
}
