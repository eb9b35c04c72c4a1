/** The shop and all that belongs to a running one: the storefront's pages, visitors, past weeks, the machine's own metrics. */
import { join } from 'node:path'
import { runBeside } from './beside.ts'
import { ADMIN_EMAIL, startLoad } from './load/load.ts'
import { openLogFile } from './log-file.ts'
import { watchMachine } from './node-exporter.ts'
import { startShop } from './shop.ts'

export interface CloudCartOptions {
  readonly say: (line: string) => void
  readonly dataDir?: string | undefined
  readonly load: boolean
  readonly rate: number
  readonly speed: number
  readonly seed: number
  readonly vedetteUrl?: string | undefined
  readonly backfill: boolean
  readonly otlpEndpoint?: string | undefined
  readonly logFile?: string | undefined
}

export interface CloudCart {
  readonly url: string
  stop(): Promise<void>
}

export async function startCloudCart(options: CloudCartOptions): Promise<CloudCart> {
  const { say, dataDir, vedetteUrl, rate, seed } = options
  const stopping = new AbortController()
  await using stack = new AsyncDisposableStack()
  const logFile =
    options.logFile === undefined
      ? undefined
      : stack.adopt(await openLogFile(options.logFile), opened => opened.close())
  const shop = stack.use(
    await startShop({
      settings: {
        ...(dataDir === undefined ? {} : { dataDir }),
        ...(options.otlpEndpoint === undefined ? {} : { otlpEndpoint: options.otlpEndpoint }),
      },
      ...(logFile === undefined ? {} : { write: logFile.write }),
    }),
  )
  const url = shop.urlOf('api-gateway')
  const gateway = shop.service('api-gateway').kit
  say(
    `the shop is open at ${url} (admin: ${ADMIN_EMAIL}, password: ${passwordHint(gateway.settings.adminPassword)})`,
  )
  if (options.load) {
    const load = startLoad({
      gatewayUrl: url,
      rate,
      seed,
      speed: options.speed,
      admin: { password: gateway.settings.adminPassword },
      faults: () => gateway.faults.state(),
      registry: shop.service('metrics-aggregator').kit.registry,
      signal: stopping.signal,
    })
    stack.defer(() => load.stop())
  }
  const machine = await watchMachine()
  stack.defer(() => machine.stop())
  if (machine.found === 'missing') say('there is no node exporter here: the machine itself is not watched')

  const { signal } = stopping
  const beside = [runBeside(new URL('storefront/build.ts', import.meta.url), [], signal)]
  if (vedetteUrl !== undefined && dataDir !== undefined && options.backfill) {
    const args = [
      '--url',
      vedetteUrl,
      '--data',
      join(dataDir, 'past'),
      '--seed',
      String(seed),
      '--rate',
      String(rate),
    ]
    beside.push(runBeside(new URL('past.ts', import.meta.url), args, signal))
  }
  stack.defer(async () => {
    stopping.abort(new Error('CloudCart stops'))
    await Promise.allSettled(beside)
  })
  const all = stack.move()
  let stopped: Promise<void> | undefined
  return {
    url,
    stop() {
      stopped ??= all.disposeAsync()
      return stopped
    },
  }
}

/** The demo's own is no secret; another one is not repeated. */
function passwordHint(password: string): string {
  return password === 'cloudcart-demo' ? password : 'as ADMIN_PASSWORD says'
}
