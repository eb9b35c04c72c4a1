/**
 * `npm run gameday -- payment-outage`: plays one incident and says whether it was seen. On the shop and the Vedette of a running
 * `npm start`, so that one can watch; where none runs, on a shop and a Vedette of its own, which end with the game.
 */
import { parseArgs } from 'node:util'
import { adminFaults } from '../cloudcart/gameday/admin-faults.ts'
import { type ObserveOptions, observe } from '../cloudcart/gameday/observe.ts'
import { startOtlpReceiver } from '../cloudcart/gameday/otlp-receiver.ts'
import { play } from '../cloudcart/gameday/play.ts'
import { GAME_DAYS, type GameDay } from '../cloudcart/scenarios/index.ts'
import { isReady } from './own-vedette.ts'
import { startWatchedShop } from './watched-shop.ts'

const HELP = `npm run gameday -- NAME [options]

  Breaks CloudCart as the scenario tells, looks for the metrics, traces, log lines and the alert that must show it, mends everything, and
  prints the verdict. Exit code: 0 all was seen, 1 something was missed.

  --list            the scenarios
  --own             on a shop and a Vedette of its own, also when npm start runs
  --scale N         0.2 plays five times as fast; not where npm start runs, which plays at 1 (default: 0.25)
  --gateway URL     a running shop (default: http://127.0.0.1:3000)
  --vedette URL     the Vedette that watches it (default: http://127.0.0.1:9090)
  --password WORD   of admin@cloudcart.example (default: ADMIN_PASSWORD, else that of the demo)
`

const say = (line: string): void => void process.stdout.write(`${line}\n`)

interface Ground extends AsyncDisposable {
  readonly gatewayUrl: string
  readonly observed: ObserveOptions
  readonly scale: number
  readonly password: string
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      list: { type: 'boolean' },
      own: { type: 'boolean' },
      scale: { type: 'string' },
      gateway: { type: 'string', default: 'http://127.0.0.1:3000' },
      vedette: { type: 'string', default: 'http://127.0.0.1:9090' },
      password: { type: 'string', default: process.env.ADMIN_PASSWORD ?? 'cloudcart-demo' },
      help: { type: 'boolean' },
    },
  })
  const [name] = positionals
  if (values.help === true || (name === undefined && values.list !== true)) {
    say(HELP)
    return name === undefined && values.help !== true ? 2 : 0
  }
  if (values.list === true) {
    for (const [each, { scenario }] of Object.entries(GAME_DAYS)) say(`${each.padEnd(22)}${scenario.title}`)
    return 0
  }
  const day = GAME_DAYS[name!]
  if (day === undefined) {
    say(`there is no game day ${name}; there are: ${Object.keys(GAME_DAYS).join(', ')}`)
    return 2
  }
  const { gateway, vedette, password } = values
  const live = values.own !== true && (await answers(`${gateway}/health`)) && (await isReady(vedette))
  const scale = Number(values.scale ?? 0.25)
  if (!(scale > 0 && scale <= 10)) {
    say(`--scale is ${values.scale}: a number above 0, 10 at most, is expected`)
    return 2
  }
  if (live && values.scale !== undefined) {
    say(
      `--scale: ${vedette} scrapes at its own pace, so the game there lasts as long as its story; --own plays faster`,
    )
    return 2
  }
  if (live) say(`playing on ${gateway}, watched by ${vedette}`)
  else
    say(
      `${values.own === true ? '' : 'nobody runs npm start: '}a shop and a Vedette of its own are started, which end with the game`,
    )
  await using ground = live
    ? {
        gatewayUrl: gateway,
        observed: { vedetteUrl: vedette, windowSeconds: 60 },
        scale: 1,
        password,
        async [Symbol.asyncDispose]() {},
      }
    : await ownGround(scale)
  // Awaited here: the ground goes when this function ends.
  return await playOn(ground, day)
}

async function playOn(ground: Ground, { scenario, expected }: GameDay): Promise<number> {
  say(`\n${scenario.title}\n${scenario.story}\n`)
  const leaving = new AbortController()
  process.once('SIGINT', () => leaving.abort(new Error('broken off')))
  const { passed, results } = await play(scenario, expected, {
    faults: await adminFaults(ground.gatewayUrl, ground.password),
    observed: observe(ground.observed),
    scale: ground.scale,
    say,
    signal: leaving.signal,
  })
  say(`\nThe cause: ${expected.broken}`)
  const missed = results.filter(({ outcome }) => outcome === 'missed').length
  say(`${passed ? 'passed' : 'failed'}: ${results.length - missed} of ${results.length} as expected`)
  return passed ? 0 : 1
}

async function ownGround(scale: number): Promise<Ground> {
  await using stack = new AsyncDisposableStack()
  const receiver = stack.use(await startOtlpReceiver())
  const { gatewayUrl, vedetteUrl, password } = stack.use(
    await startWatchedShop({ otlpEndpoint: receiver.url }),
  )
  say(`the shop is at ${gatewayUrl}, Vedette at ${vedetteUrl}; visitors come in`)
  // Rates need a few scrapes before anything is broken.
  await new Promise(done => setTimeout(done, 15_000))
  const all = stack.move()
  return {
    gatewayUrl,
    observed: {
      vedetteUrl,
      windowSeconds: 10,
      collected: receiver,
    },
    scale,
    password,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok
  } catch {
    return false
  }
}

process.exitCode = await main()
process.exit()
