/** `vedette start`: runs until a signal ends it. */
import { FLAGS } from '../config/flags.ts'
import { CONFIG_OPTION, type Command, type Terminal } from './command.ts'

/** What main.ts gives; the command line needs no more of it. */
export type StartVedette = (options: {
  configPath?: string
  flags: Record<string, string>
  env: NodeJS.ProcessEnv
}) => Promise<{ stop(): Promise<void>; reload(): Promise<void>; urls: string[] }>

/** The process, as far as stopping is concerned. */
export interface StopSignals {
  on(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown
  exit(code: number): void
}

export function startCommand(
  load: () => Promise<StartVedette>,
  signals: StopSignals = process,
  nowMs: () => number = () => performance.now(),
): Command {
  return {
    name: 'start',
    summary: 'start Vedette; the command where none is given',
    details:
      'Runs until SIGINT or SIGTERM, then stops cleanly: requests are finished and what was taken is written, within shutdown.deadline. A second signal stops at once; what was acknowledged is safe even then.',
    options: [CONFIG_OPTION, ...FLAGS.map(({ name, value, description }) => ({ name, value, description }))],
    examples: [
      'vedette',
      'vedette --prometheus prometheus.yml --data /var/lib/vedette',
      'VEDETTE_STORE_RETENTION_METRICS=90d vedette start --listen 0.0.0.0:9090',
    ],
    async run({ values }, terminal) {
      const { config, ...flags } = values
      const startVedette = await load()
      const stopping = firstSignal(signals, terminal, nowMs)
      const reload = onReloadSignal(signals)
      const running = await startVedette({
        ...(config === undefined ? {} : { configPath: config }),
        flags,
        env: terminal.env as NodeJS.ProcessEnv,
      })
      reload.is(() => running.reload())
      await stopping
      reload.is(async () => {})
      await running.stop()
      return 0
    },
  }
}

/**
 * Reloads at SIGHUP. One that comes before everything stands would otherwise end the process; it is made up for. One that comes while
 * stopping does nothing: `is` says what a reload is now.
 */
function onReloadSignal(signals: StopSignals): { is(reload: () => Promise<void>): void } {
  let reload: (() => Promise<void>) | undefined
  let asked = false
  // What is wrong with a new configuration is in the log; the old one stays in force.
  const run = (): void => void reload?.().catch(() => {})
  signals.on('SIGHUP', () => {
    asked = true
    run()
  })
  return {
    is(now) {
      const first = reload === undefined
      reload = now
      if (first && asked) run()
    },
  }
}

const SAME_KEYSTROKE_MS = 500

/** Resolves with the first signal; the second ends the process. */
function firstSignal(signals: StopSignals, { err }: Terminal, nowMs: () => number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let askedMs: number | undefined
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    signals.on(signal, () => {
      // One Ctrl-C may come several times: from the terminal, from npm, from the launcher.
      if (askedMs !== undefined) {
        if (nowMs() - askedMs > SAME_KEYSTROKE_MS) signals.exit(1)
        return
      }
      askedMs = nowMs()
      err('vedette: stopping; a second signal stops at once')
      resolve()
    })
  }
  return promise
}
