/** One process per data directory: the second says whose it is and goes; the first, and one after it, have it for themselves. */
import { describe, expect, it } from 'vitest'
import { freePort } from '../../scripts/free-port.ts'
import { health } from './answers.ts'
import { valuesOf } from './exported.ts'
import { write } from './remote-write.ts'
import { runVedette, startVedette, type VedetteProcess } from './vedette-process.ts'

async function startSecond(first: VedetteProcess) {
  const [port, otlp, grpc] = [await freePort(), await freePort(), await freePort()]
  return runVedette([
    ...['start', '--data', first.dataPath, '--listen', `127.0.0.1:${port}`],
    ...['--otlp-http-listen', `127.0.0.1:${otlp}`, '--otlp-grpc-listen', `127.0.0.1:${grpc}`],
  ])
}

const atMs = Date.now()
const sample = (value: number) => [
  { labels: { __name__: 'kept' }, samples: [[atMs + value, value] as const] },
]

describe('two processes on one data directory', () => {
  it('are one: the second names the first and leaves it unharmed', async () => {
    await using first = await startVedette()
    expect((await write(first.url, sample(1))).status).toBe(204)
    const second = await startSecond(first)
    expect(second.code).toBe(1)
    expect(second.err).toContain(
      `the data directory ${first.dataPath} is in use by process ${first.pid}, which answers at ${first.url}`,
    )
    expect(second.err).toContain('--data')
    expect(second.err).not.toMatch(/\n\s+at /)
    expect((await health(first.url)).state).toBe('good')
    expect((await write(first.url, sample(2))).status).toBe(204)
    expect(await valuesOf(first.url, 'kept')).toEqual([1, 2])

    // What a killed process leaves behind keeps nobody out.
    await first.kill()
    await first.start()
    expect(await valuesOf(first.url, 'kept')).toEqual([1, 2])
    expect((await startSecond(first)).err).toContain(`process ${first.pid}`)
    await first.stop()
  })

  it('are one also while the first is frozen', async () => {
    await using first = await startVedette()
    first.signal('SIGSTOP')
    const second = await startSecond(first)
    expect([second.code, second.err]).toEqual([1, expect.stringContaining(`process ${first.pid}`)])
    first.signal('SIGCONT')
    expect((await write(first.url, sample(3))).status).toBe(204)
  })
})
