import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { Terminal } from './command.ts'
import { runCommandLine } from './run.ts'
import { type StartVedette, startCommand } from './start.ts'

class Signals extends EventEmitter {
  readonly exits: number[] = []
  exit(code: number): void {
    this.exits.push(code)
  }
}

function terminal(): Terminal & { said: string[] } {
  const said: string[] = []
  return {
    said,
    out: line => void said.push(line),
    err: line => void said.push(line),
    env: { A: 'b' },
    cwd: '/',
  }
}

describe('vedette start', () => {
  it('reads its configuration again on SIGHUP', async () => {
    const signals = new Signals()
    const reloaded = Promise.withResolvers<void>()
    const command = startCommand(
      async () => async () => ({ urls: [], reload: async () => reloaded.resolve(), stop: async () => {} }),
      signals,
    )
    const running = runCommandLine([], [command], terminal())
    while (signals.listenerCount('SIGHUP') === 0) await Promise.resolve()
    signals.emit('SIGHUP')
    await reloaded.promise
    signals.emit('SIGINT')
    expect(await running).toBe(0)
  })

  it('makes up for a SIGHUP that came before everything stood, and ignores one while it stops', async () => {
    const signals = new Signals()
    const started = Promise.withResolvers<void>()
    const finish = Promise.withResolvers<void>()
    let reloads = 0
    const command = startCommand(
      async () => async () => {
        await started.promise
        return {
          urls: [],
          reload: async () => {
            reloads++
          },
          stop: async () => {
            signals.emit('SIGHUP')
            finish.resolve()
          },
        }
      },
      signals,
    )
    const running = runCommandLine([], [command], terminal())
    while (signals.listenerCount('SIGHUP') === 0) await Promise.resolve()
    signals.emit('SIGHUP')
    signals.emit('SIGHUP')
    expect(reloads).toBe(0)
    started.resolve()
    while (reloads === 0) await Promise.resolve()
    signals.emit('SIGTERM')
    await finish.promise
    expect(await running).toBe(0)
    expect(reloads).toBe(1)
  })

  it('hands on its flags, runs until a signal comes, then stops', async () => {
    const signals = new Signals()
    const started = Promise.withResolvers<Parameters<StartVedette>[0]>()
    let stopped = false
    const command = startCommand(
      async () => async options => {
        started.resolve(options)
        return {
          urls: [],
          reload: async () => {},
          stop: async () => {
            stopped = true
          },
        }
      },
      signals,
    )
    const running = runCommandLine(
      ['--config', 'v.yml', '--listen', ':1', '--log-level=debug'],
      [command],
      terminal(),
    )
    expect(await started.promise).toEqual({
      configPath: 'v.yml',
      flags: { listen: ':1', 'log-level': 'debug' },
      env: { A: 'b' },
    })
    expect(stopped).toBe(false)
    signals.emit('SIGTERM')
    expect(await running).toBe(0)
    expect(stopped).toBe(true)
    expect(signals.exits).toEqual([])
  })

  it('ends at once with a second signal, which is not the first one heard again', async () => {
    const signals = new Signals()
    let nowMs = 0
    const stopping = Promise.withResolvers<void>()
    const finish = Promise.withResolvers<void>()
    const command = startCommand(
      async () => async () => ({
        urls: [],
        reload: async () => {},
        stop: () => {
          stopping.resolve()
          return finish.promise
        },
      }),
      signals,
      () => nowMs,
    )
    const shown = terminal()
    const running = runCommandLine([], [command], shown)
    while (signals.listenerCount('SIGINT') === 0) await Promise.resolve()
    signals.emit('SIGINT')
    await stopping.promise
    nowMs = 20
    signals.emit('SIGINT')
    expect(signals.exits).toEqual([])
    nowMs = 1000
    signals.emit('SIGTERM')
    expect(signals.exits).toEqual([1])
    expect(shown.said[0]).toBe('vedette: stopping; a second signal stops at once')
    finish.resolve()
    await running
  })

  it('stops right after a start during which a signal came', async () => {
    const signals = new Signals()
    let stops = 0
    const command = startCommand(
      async () => async () => {
        signals.emit('SIGINT')
        return { urls: [], reload: async () => {}, stop: async () => void stops++ }
      },
      signals,
    )
    expect(await runCommandLine(['start'], [command], terminal())).toBe(0)
    expect(stops).toBe(1)
  })
})
