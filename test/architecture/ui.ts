/**
 * Who may import whom within the web UI: what draws knows nothing of what asks, and pages know nothing of each other. What two of them need
 * stands beside them, in a room that knows no page.
 */
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
/** Knows all pages. */
const ROUTES = 'web/src/routes.tsx'

/** One sentence for each import that crosses a wall. */
export function forbiddenUiImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(file => {
    if (!file.path.startsWith('web/src/') || isTestSide(file.path)) return []
    return file.imports.flatMap(({ specifier, target, line }) => {
      const reason = whyForbidden(file.path, specifier, target)
      return reason === undefined ? [] : [`${file.path}:${line} imports ${specifier}: ${reason}`]
    })
  })
}

function whyForbidden(from: string, specifier: string, target: string | undefined): string | undefined {
  const page = target === undefined ? undefined : pageOf(target)
  if (page !== undefined && page !== pageOf(from) && from !== ROUTES)
    return `nobody but routes.tsx knows what the page ${page} is made of`

  const room = roomOf(from)
  const allowed = room === undefined ? undefined : ROOMS[room]
  if (room === undefined || allowed === undefined) return undefined
  const other = target === undefined ? undefined : roomOf(target)
  const router = NO_ROUTER.includes(room) && /^@tanstack\/react-(router|query)$/.test(specifier)
  if (!router && (other === undefined || other === room || allowed.includes(other))) return undefined
  return `${room} may import ${['itself', ...allowed].join(', ')}`
}

function roomOf(path: string): string | undefined {
  return /^web\/src\/([^/]+)\//.exec(path)?.[1]
}

function pageOf(path: string): string | undefined {
  return /^web\/src\/pages\/([^/]+)\//.exec(path)?.[1]
}
