/**
 * What the whole shop costs with its visitors: `node cloudcart/bench/shop.ts [SECONDS]` starts it as `npm start` does, on the usual ports, with
 * data and log on disk, and prints how soon it is ready, its memory and its share of a core once the first rush of sign-ins is over.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const SETTLES_S = 45
const TICKS_PER_S = 100

const seconds = Number(process.argv[2] ?? 60)
const began = performance.now()
const data = mkdtempSync(join(tmpdir(), 'shop-bench-'))
process.once('exit', () => rmSync(data, { recursive: true, force: true }))
const args = ['--max-semi-space-size=2', MAIN, '--data', data, '--log', join(data, 'shop.log')]
const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
process.once('exit', () => child.kill('SIGKILL'))
await new Promise<void>((ready, failed) => {
  child.stderr.on('data', chunk => {
    if (String(chunk).includes('the shop is open')) ready()
  })
  child.once('exit', code => failed(new Error(`the shop ended with ${code}; is one running already?`)))
})
const readyMs = performance.now() - began
await pause(SETTLES_S * 1000)
const [cpuBefore, requestsBefore] = [cpuSeconds(), await requests()]
await pause(seconds * 1000)
const share = (cpuSeconds() - cpuBefore) / seconds
const rate = ((await requests()) - requestsBefore) / seconds
process.stdout.write(`ready        ${Math.round(readyMs)} ms
memory       ${megabytes('VmRSS')} MB resident, ${megabytes('VmHWM')} MB at most
processor    ${(share * 100).toFixed(1)} % of one core over ${seconds} s, at ${rate.toFixed(0)} requests/s (20 is the mean of a day)
`)
child.removeAllListeners('exit')
child.kill('SIGTERM')

function cpuSeconds(): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S
}

/** All that the gateway has answered. */
async function requests(): Promise<number> {
  const text = await (await fetch('http://127.0.0.1:3000/metrics')).text()
  const answered = text.matchAll(/^http_requests_total\{.*\} (\d+)$/gm)
  return [...answered].reduce((sum, [, count]) => sum + Number(count), 0)
}

function megabytes(name: string): number {
  const line = readFileSync(`/proc/${child.pid}/status`, 'utf8')
    .split('\n')
    .find(each => each.startsWith(`${name}:`))
  return Math.round((Number(/\d+/.exec(line ?? '')) * 1024) / 1e6)
}
