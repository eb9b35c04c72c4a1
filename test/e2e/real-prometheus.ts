/** A real Prometheus beside Vedette, on a directory and a port of its own. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../../scripts/free-port.ts'
import { type RunningProgram, startProgram } from './outside-program.ts'
import { until } from './until.ts'

export interface Prometheus extends RunningProgram {
  readonly url: string
}

/** Resolves when it is ready. `config` is its prometheus.yml: JSON is YAML, too. */
export async function startPrometheus(
  program: string,
  directory: string,
  config: object,
): Promise<Prometheus> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const file = join(directory, 'prometheus.yml')
  await writeFile(file, JSON.stringify(config))
  const running = startProgram(program, [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(directory, 'prometheus')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--enable-feature=exemplar-storage,native-histograms',
  ])
  await until('Prometheus to be ready', async () => (await fetch(`${url}/-/ready`)).status === 200)
  return Object.assign(running, { url })
}
