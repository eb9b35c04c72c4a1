/** `node cloudcart/load/main.ts`: visitors for a shop that runs already. */
import { parseArgs } from 'node:util'
import { DEFAULT_RATE, DEFAULT_SEED, type Load, startLoad } from './load.ts'

const HELP = `Visitors for CloudCart: people, crawlers, an admin, and a client without manners.

  --gateway URL    where the gateway listens (http://127.0.0.1:3000)
  --rate N         requests a second, the mean of a day (${DEFAULT_RATE})
  --speed N        how much faster the shop's day passes and its people think (1)
  --seed N         the same seed plans the same visits (${DEFAULT_SEED})
  --seconds N      ends after so long (runs until it is stopped)
  --help           this text

The admin's password is read from ADMIN_PASSWORD.
`

const SUMMARY_EVERY_MS = 10_000

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      gateway: { type: 'string', default: 'http://127.0.0.1:3000' },
      rate: { type: 'string', default: String(DEFAULT_RATE) },
      speed: { type: 'string', default: '1' },
      seed: { type: 'string', default: String(DEFAULT_SEED) },
      seconds: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return
  }
  const password = process.env.ADMIN_PASSWORD
  const load = startLoad({
    gatewayUrl: urlFrom(values.gateway),
    rate: numberFrom('rate', values.rate, 0.01, 2_000),
    speed: numberFrom('speed', values.speed, 0.01, 10_000),
    seed: numberFrom('seed', values.seed, 0, 4_294_967_295),
    admin: password === undefined ? {} : { password },
  })
  const seconds = values.seconds === undefined ? undefined : numberFrom('seconds', values.seconds, 0, 1e9)
  await over(load, seconds)
}

/** Resolves when the time is over, or somebody has stopped it. */
async function over(load: Load, seconds: number | undefined): Promise<void> {
  const ended = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.resolve())
  const timer = seconds === undefined ? undefined : setTimeout(ended.resolve, seconds * 1000)
  const summaries = setInterval(() => process.stderr.write(summaryOf(load)), SUMMARY_EVERY_MS)
  await ended.promise
  clearTimeout(timer)
  clearInterval(summaries)
  process.stderr.write(summaryOf(load))
  await load.stop()
}

function summaryOf(load: Load): string {
  const { requests, outcomes, sessions, visitors, inFlight } = load.stats()
  const counts = (of: Readonly<Record<string, number>>): string =>
    Object.entries(of)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')
  const visits = counts(sessions)
  return `load: ${requests} requests (${counts(outcomes)}), ${visitors} visitors, ${inFlight} in flight; visits: ${visits === '' ? 'none over' : visits}\n`
}

class UsageError extends Error {}

function numberFrom(name: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (text !== '' && number >= least && number <= most) return number
  throw new UsageError(`--${name} is ${JSON.stringify(text)}: a number from ${least} to ${most} is expected`)
}

function urlFrom(text: string): string {
  if (URL.canParse(text)) return text
  throw new UsageError(
    `--gateway is ${JSON.stringify(text)}: a URL such as http://127.0.0.1:3000 is expected`,
  )
}

try {
  await main()
} catch (error) {
  const usage =
    error instanceof UsageError || /^ERR_PARSE_ARGS/.test(String((error as { code?: string }).code))
  process.stderr.write(`${usage ? `${(error as Error).message}; see --help` : (error as Error).stack}\n`)
  process.exitCode = usage ? 2 : 1
}
