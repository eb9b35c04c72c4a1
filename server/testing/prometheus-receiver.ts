/** A real Prometheus as the far end of remote write: started with an empty directory, asked over its own API. */
import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { temporaryDirectory } from './temporary-directory.ts'

export interface PrometheusReceiver {
  readonly writeUrl: string
  /** What an endpoint of the API gives as `data`. */
  ask(path: string, parameters: Record<string, string>): Promise<unknown>
  close(): Promise<void>
}

export async function startPrometheusReceiver(program: string): Promise<PrometheusReceiver> {
  const directory = await temporaryDirectory()
  const config = join(directory.path, 'prometheus.yml')
  await writeFile(config, 'storage: {exemplars: {max_exemplars: 1000}}\n')
  const child = spawn(
    program,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(directory.path, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
      '--web.enable-remote-write-receiver',
      '--enable-feature=native-histograms,exemplar-storage',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const host = await addressOf(child.stderr)
  return {
    writeUrl: `http://${host}/api/v1/write`,
    async ask(path, parameters) {
      const answer = await fetch(`http://${host}/api/v1/${path}?${new URLSearchParams(parameters)}`)
      return ((await answer.json()) as { data: unknown }).data
    },
    async close() {
      child.kill('SIGTERM')
      await ended
      await directory.remove()
    },
  }
}

/** Prometheus says which port it was given and that it is ready, in either order: two of its goroutines say so. */
async function addressOf(stderr: NodeJS.ReadableStream): Promise<string> {
  const lines: string[] = []
  let host: string | undefined
  let ready = false
  const reader = createInterface({ input: stderr })
  try {
    for await (const line of reader) {
      lines.push(line)
      host ??= /msg="Listening on" address=(\S+)/.exec(line)?.[1]
      ready ||= line.includes('Server is ready to receive web requests')
      if (host !== undefined && ready) return host
    }
  } finally {
    reader.close()
    stderr.resume()
  }
  throw new Error(`Prometheus did not start:\n${lines.join('\n')}`)
}
