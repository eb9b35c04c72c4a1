/** The server's own code, as it runs in production. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SourceText } from '../src/self/reference.ts'

export const REPOSITORY: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export function serverSources(): SourceText[] {
  const root = join(REPOSITORY, 'server', 'src')
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
    .map(path => ({
      path: relative(REPOSITORY, path).replaceAll(sep, '/'),
      text: readFileSync(path, 'utf8'),
    }))
}
