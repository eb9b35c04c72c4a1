/**
 * `npm start`: Vedette, and beside it CloudCart, the shop that it watches on first run. Whoever brings a configuration of their own
 * (a vedette.yml, --config, --prometheus) or says --no-demo gets Vedette alone.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const SHOP_PROMETHEUS = join(ROOT, 'cloudcart/prometheus.yml')
/** What both say of their own metrics, for the living reference. */
const REFERENCE_FILES = ['cloudcart/METRICS.md', 'docs/reference/metrics.md'].map(file => join(ROOT, file))
const DASHBOARDS = join(ROOT, 'dashboards/*.json')
/** Nine services in one process make much that is gone at once: with V8's usual room for it they take 70 MB more, and no less time. */
const YOUNG_GENERATION = '--max-semi-space-size=2'
const DEMO_HELP = `
Besides, npm start opens CloudCart, the shop that Vedette watches, unless it is given a configuration:
      --no-demo                   Vedette alone

`
const say = (line: string): void => void process.stderr.write(`vedette: ${line}\n`)

export interface Plan {
  readonly vedette: readonly string[]
  /** Settings that have no flag; what the person has set goes before. */
  readonly environment?: Readonly<Record<string, string>>
  /** The shop's folder and the words for its command line; undefined where Vedette runs alone. */
  readonly shop: { readonly folder: string; readonly args: readonly string[] } | undefined
}

/** What is to be started, from the words behind `npm start --`. */
export function planOf(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Plan {
  const vedette = args.filter(word => word !== '--no-demo')
  const given = (flag: string, variable: string): string | undefined =>
    settingIn(vedette, flag) ?? env[variable]
  const configured =
    existsSync(join(cwd, 'vedette.yml')) ||
    given('--config', 'VEDETTE_CONFIG') !== undefined ||
    given('--prometheus', 'VEDETTE_PROMETHEUS_CONFIG') !== undefined
  if (args.includes('--no-demo') || asksForHelp(args) || configured) return { vedette, shop: undefined }

  const folder = join(resolve(cwd, given('--data', 'VEDETTE_DATA') ?? 'data'), 'cloudcart')
  return {
    vedette: [...vedette, '--prometheus', SHOP_PROMETHEUS],
    environment: {
      VEDETTE_REFERENCE_FILES: REFERENCE_FILES.join(','),
      VEDETTE_DASHBOARDS_FILES: DASHBOARDS,
      // What the back-fill marks its series by.
      VEDETTE_REFERENCE_IGNORE_LABELS: 'generated',
    },
    shop: {
      folder,
      args: [
        ...['--data', folder, '--log', join(folder, 'shop.log')],
        ...['--vedette', reachable(given('--listen', 'VEDETTE_HTTP_LISTEN') ?? '127.0.0.1:9090')],
        ...otlpOf(given('--otlp-http-listen', 'VEDETTE_OTLP_HTTP_LISTEN') ?? '127.0.0.1:4318'),
      ],
    },
  }
}

/** What stands behind this flag. */
function settingIn(args: readonly string[], flag: string): string | undefined {
  const at = args.findIndex(word => word === flag || word.startsWith(`${flag}=`))
  const word = args[at]
  return word === flag ? args[at + 1] : word?.slice(flag.length + 1)
}

/** Whether anybody will see the UI. What is wrong with the configuration, Vedette says. */
export async function servesUi(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<boolean> {
  if (asksForHelp(args)) return false
  // Only now, when Vedette is on its way: that costs it no time.
  const { loadConfig } = await import('../server/src/config/index.ts')
  try {
    return loadConfig({ path: settingIn(args, '--config'), env, cwd }).config.http.ui
  } catch {
    return true
  }
}

function asksForHelp(args: readonly string[]): boolean {
  return args.some(word => word === '--help' || word === '-h')
}

/** How one reaches on this machine what listens there. */
function reachable(listen: string): string {
  const [, host = '', port] = /^(.*):(\d+)$/.exec(listen) ?? [undefined, '127.0.0.1', '9090']
  const everywhere = ['', '0.0.0.0', '[::]', '*'].includes(host)
  return `http://${everywhere ? '127.0.0.1' : host}:${port}`
}

function otlpOf(listen: string): string[] {
  return listen === 'off' ? [] : ['--otlp', reachable(listen)]
}

async function start(args: readonly string[]): Promise<number> {
  const plan = planOf(args, process.env, process.cwd())
  const entry = join(ROOT, 'server/src/cli/main.ts')
  const vedette = spawn(process.execPath, [entry, 'start', ...plan.vedette], {
    stdio: 'inherit',
    env: { ...plan.environment, ...process.env },
  })
  const shop = plan.shop === undefined ? undefined : startShop(plan.shop)
  const others = [shop]
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      vedette.kill(signal)
      if (signal !== 'SIGHUP') for (const other of others) other?.kill(signal)
    })
  }
  if (await servesUi(args, process.env, process.cwd())) others.push(buildUi())
  const code = await ended(vedette)
  for (const other of others) other?.kill('SIGTERM')
  if (shop !== undefined) await ended(shop)
  if (asksForHelp(args)) process.stdout.write(DEMO_HELP)
  return code
}

/**
 * Beside Vedette, which shows the UI as soon as it is there; takes no time where it is built already. Whoever waits for Vedette comes first.
 */
function buildUi(): ChildProcess {
  const build = spawn(process.execPath, [join(ROOT, 'web/build.ts')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (build.pid !== undefined) setPriority(build.pid, 10)
  return build
}

/** Its end is no reason for Vedette to end; when this process ends, however that happens, the shop does too. */
function startShop({ folder, args }: NonNullable<Plan['shop']>): ChildProcess {
  mkdirSync(folder, { recursive: true })
  const shop = spawn(process.execPath, [YOUNG_GENERATION, join(ROOT, 'cloudcart/main.ts'), ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  shop.once('exit', code => {
    if (code !== null && code !== 0)
      say('CloudCart has ended, Vedette goes on; npm start -- --no-demo leaves CloudCart out')
  })
  return shop
}

function ended(child: ChildProcess): Promise<number> {
  const codeOf = (code: number | null, signal: NodeJS.Signals | null): number =>
    code ?? 128 + (signal === null ? 0 : constants.signals[signal])
  if (child.exitCode !== null || child.signalCode !== null)
    return Promise.resolve(codeOf(child.exitCode, child.signalCode))
  return new Promise(done => child.once('exit', (code, signal) => done(codeOf(code, signal))))
}

if (import.meta.main) process.exitCode = await start(process.argv.slice(2))
