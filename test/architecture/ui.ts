/** Who may import whom within the web UI: what draws knows nothing of what asks, and pages don't know each other's insides. */
import { isTestSide, type SourceFile } from './source-file.ts'

/** Folders of web/src, and which others each may import; what isn't listed may import everything. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  ui: ['style'],
  chart: ['style', 'ui'],
  time: ['ui'],
  api: ['time'],
  promql: ['api'],
}
const NO_ROUTER = ['ui', 'chart']

/** One sentence for each import that crosses a wall. */
export function forbiddenUiImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(file => {
    const room = roomOf(file.path)
    const allowed = room === undefined ? undefined : ROOMS[room]
    if (room === undefined || allowed === undefined || isTestSide(file.path)) return []
    return file.imports.flatMap(({ specifier, target, line }) => {
      const other = target === undefined ? undefined : roomOf(target)
      const router = NO_ROUTER.includes(room) && /^@tanstack\/react-(router|query)$/.test(specifier)
      if (!router && (other === undefined || other === room || allowed.includes(other))) return []
      return [
        `${file.path}:${line} imports ${specifier}: ${room} may import ${['itself', ...allowed].join(', ')}`,
      ]
    })
  })
}

function roomOf(path: string): string | undefined {
  return /^web\/src\/([^/]+)\//.exec(path)?.[1]
}
