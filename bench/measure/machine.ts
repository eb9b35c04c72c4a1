/** The shape of the machine and the state of the checkout, kept beside every result. */
import { spawnSync } from 'node:child_process'
import { statfsSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGb: number
  readonly kernel: string
  readonly architecture: string
  readonly fileSystem: string
  readonly node: string
}

const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  61267: 'ext4',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  16914836: 'tmpfs',
  2035054128: 'overlay',
}

export function describeMachine(workDir: string): Machine {
  const { type } = statfsSync(workDir)
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    kernel: release(),
    architecture: process.arch,
    fileSystem: FILE_SYSTEMS[type] ?? `type ${type.toString(16)}`,
    node: process.version,
  }
}

export function loadAverage(): number {
  return loadavg()[0]!
}

/** The commit, with a mark where the checkout differs from it. */
export function describeCommit(): string {
  const cwd = fileURLToPath(new URL('../../', import.meta.url))
  const git = (...args: string[]): string =>
    (spawnSync('git', args, { cwd, encoding: 'utf8' }).stdout ?? '').trim()
  const commit = git('rev-parse', '--short', 'HEAD')
  return git('status', '--porcelain', '--untracked-files=no') === '' ? commit : `${commit}, changed`
}
