/** Dashboards of files in a folder, and a log that remembers, for tests of the room. */
import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Log, LogFields } from '../src/self/log.ts'

/** Patterns are names of this folder, of which `*.json` stands for all. */
export function filesIn(folder: string, patterns: () => readonly string[]) {
  return {
    patterns: () => patterns().map(name => join(folder, name)),
    filesMatching: (pattern: string) =>
      readdirSync(dirname(pattern))
        .filter(name => basename(pattern) === '*.json' || name === basename(pattern))
        .sort()
        .map(name => join(folder, name)),
    workingDirectory: folder,
  }
}

export interface LoggedLine {
  readonly level: string
  readonly message: string
  readonly fields: LogFields
}

export function loggingTo(lines: LoggedLine[]): Log {
  const line =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      void lines.push({ level, message, fields })
  const log: Log = {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    room: () => log,
  }
  return log
}
