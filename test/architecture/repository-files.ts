/** The files of the repository: what git tracks or would track, or, where there is no git, all but what it would ignore. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

const NEVER_OURS = new Set(['node_modules', '.git', 'data', 'dist', '.vitest'])

export function repositoryFiles(root: string): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 })
  const paths = status === 0 ? stdout.split('\0').filter(path => path !== '') : walk(root)
  // A file that was deleted and not yet committed is still listed.
  return paths.filter(path => existsSync(join(root, path))).sort()
}

function walk(root: string): string[] {
  const paths: string[] = []
  const folders = [root]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && !NEVER_OURS.has(entry.name)) folders.push(path)
      else if (entry.isFile()) paths.push(relative(root, path).split(sep).join('/'))
    }
  }
  return paths
}
