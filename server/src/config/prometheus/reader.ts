/** What all parts of the reader share. */
import { isAbsolute, join } from 'node:path'
import type { Problems } from './yaml-value.ts'

export interface Reader {
  /** The folder of the file: relative paths count from it. */
  readonly folder: string
  readonly problems: Problems
  readonly env: Readonly<Record<string, string | undefined>>
  readonly warn: (line: number, message: string) => void
}

export function pathIn(folder: string, path: string): string {
  return path === '' || isAbsolute(path) ? path : join(folder, path)
}

/** The same for a file that need not be given. */
export function somePathIn(folder: string, path: string | undefined): string | undefined {
  return path === undefined || path === '' ? undefined : pathIn(folder, path)
}
