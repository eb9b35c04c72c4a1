/** The real node exporter on a free port; undefined where this machine has none (with CI=true the test that needs it fails then). */
import { spawn } from 'node:child_process'
import { freePort } from '../../../scripts/free-port.ts'
import { findPrerequisite } from '../../../scripts/prerequisites.mjs'

export async function startNodeExporter() {
  const program = findPrerequisite('node-exporter')
  if (program === undefined) return undefined
  const port = await freePort()
  const child = spawn(program, [`--web.listen-address=127.0.0.1:${port}`], { stdio: 'ignore' })
  const stop = (): void => void child.kill('SIGKILL')
  process.once('exit', stop)
  return {
    stop,
    scrapeJob: `  - job_name: node-exporter\n    static_configs: [{ targets: ['127.0.0.1:${port}'] }]\n`,
  }
}
