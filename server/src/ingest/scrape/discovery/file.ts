/**
 * `file_sd_configs`: target groups in JSON or YAML files, read again when something happens in their directory and, as watching
 * is not reliable everywhere, at every refresh interval. A bad file keeps its last good targets; a removed file takes them along.
 */
import { type FSWatcher, watch } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { parse as parseYaml } from 'yaml'
import type { FileDiscovery } from '../../../config/prometheus/types.ts'
import { messageOf } from '../../../errors.ts'
import type { Findings, Mechanism } from './mechanism.ts'
import { startRefreshing } from './refresh.ts'
import { readTargetGroups, type TargetGroup, targetsOf } from './target-groups.ts'

const MAX_FILE_BYTES = 64 * 1024 * 1024

export function startFile(config: FileDiscovery, findings: Findings): Mechanism {
  const watchers = new Map<string, FSWatcher>()
  /** How many groups each file had when it was last good. */
  let groupCounts = new Map<string, number>()

  async function refresh(): Promise<void> {
    // Watching before reading: what changes in between is noticed.
    for (const path of config.files) watchDirectory(dirname(path))
    const counts = new Map<string, number>()
    for (const path of await findFiles(config.files)) {
      const before = groupCounts.get(path) ?? 0
      try {
        const groups = await readGroups(path)
        for (const [i, group] of groups.entries()) {
          findings.set(`${path}:${i}`, targetsOf(group, { __meta_filepath: path }))
        }
        clear(path, groups.length, before)
        counts.set(path, groups.length)
      } catch (error) {
        findings.failed(`${path}: ${messageOf(error)}`)
        counts.set(path, before)
      }
    }
    for (const [path, count] of groupCounts) if (!counts.has(path)) clear(path, 0, count)
    groupCounts = counts
  }

  function clear(path: string, from: number, to: number): void {
    for (let i = from; i < to; i++) findings.set(`${path}:${i}`, [])
  }

  function watchDirectory(directory: string): void {
    if (watchers.has(directory)) return
    try {
      const watcher = watch(directory, { persistent: false }, () => refreshing.again())
      watchers.set(directory, watcher)
      watcher.on('error', () => {
        // The directory is gone or watching broke: the next refresh tries again.
        watcher.close()
        watchers.delete(directory)
      })
    } catch (error) {
      findings.failed(`cannot watch the directory ${directory}: ${messageOf(error)}`)
    }
  }

  const refreshing = startRefreshing(config.refreshIntervalMs, refresh)
  return {
    first: refreshing.first,
    async stop() {
      await refreshing.stop()
      for (const watcher of watchers.values()) watcher.close()
    },
  }
}

/** The files that exist for these patterns; a `*` in the last part stands for any characters. */
async function findFiles(patterns: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>()
  for (const pattern of patterns) {
    const directory = dirname(pattern)
    const [before, after] = basename(pattern).split('*')
    const names = await readdir(directory).catch(() => [])
    for (const name of names.sort()) {
      const matches =
        after === undefined
          ? name === before
          : name.length >= before!.length + after.length && name.startsWith(before!) && name.endsWith(after)
      if (matches) found.add(join(directory, name))
    }
  }
  return found
}

async function readGroups(path: string): Promise<TargetGroup[]> {
  const { size } = await stat(path)
  if (size > MAX_FILE_BYTES) throw new Error(`the file has ${size} bytes, more than ${MAX_FILE_BYTES}`)
  const text = await readFile(path, 'utf8')
  if (extname(path).toLowerCase() === '.json') return readTargetGroups(JSON.parse(text))
  // In this schema every scalar is text, as it is where Prometheus reads a label from YAML.
  return readTargetGroups(parseYaml(text, { schema: 'failsafe', prettyErrors: true }))
}
