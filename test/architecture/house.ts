/**
 * Who may import whom. The table is the architecture: a change to it is a decision, to be explained in docs/architecture.md.
 *
 * A room is a package, a folder or file directly under server/src, or the web UI. Within a room everything may import everything, without cycles.
 */
import { isTestSide, type SourceFile } from './source-file.ts'

interface Room {
  /** Rooms whose values and types it may import. */
  readonly imports: readonly string[] | 'everything'
  /** Rooms or files of which it may import types only. */
  readonly types?: readonly string[]
}

const CONTRACT = 'store/contract'

export const HOUSE: Readonly<Record<string, Room>> = {
  model: { imports: [] },
  promql: { imports: ['model'] },
  // What is asked for dashboards, and answered, holds them as they are.
  api: { imports: ['model'], types: ['dashboard'] },
  dashboard: { imports: ['model'] },

  errors: { imports: [] },
  self: { imports: ['errors', 'model'] },
  config: { imports: ['errors', 'self', 'model'] },

  wire: { imports: ['model'] },
  ingest: { imports: ['model', 'api', 'wire'] },
  processor: { imports: ['model'], types: [CONTRACT] },
  store: { imports: ['model'] },
  query: { imports: ['model', 'promql', 'api', 'wire'], types: [CONTRACT] },
  alert: { imports: ['model', 'promql', 'api'], types: [CONTRACT] },
  dashboards: { imports: ['model', 'api', 'dashboard'], types: [CONTRACT] },
  http: { imports: ['api'] },

  web: { imports: ['model', 'promql', 'api', 'dashboard'] },

  roles: { imports: 'everything' },
  main: { imports: 'everything' },
  cli: { imports: 'everything' },
}

/** Open to every room of the server. */
const OPEN_TO_SERVER = ['errors', 'self']
const TYPES_OPEN_TO_SERVER = ['config']
/** A secret stays hidden by what it does, so the rooms that send one need more of it than its type. */
const FILES_OPEN_TO_SERVER = ['config/secret']

/** `model`, `wire`, `errors` ...; undefined for files outside of the rooms (scripts, tests, benchmarks). */
export function roomOf(path: string): string | undefined {
  const inPackage = /^packages\/([^/]+)\/src\//.exec(path)
  if (inPackage) return inPackage[1]
  if (path.startsWith('web/')) return 'web'
  const inServer = /^server\/src\/([^/]+?)(?:\.ts$|\/)/.exec(path)
  return inServer?.[1]
}

/** One sentence for each import that the table forbids. */
export function forbiddenImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(file =>
    file.imports.flatMap(({ specifier, target, typesOnly, line }) => {
      const reason = target === undefined ? undefined : whyForbidden(file.path, specifier, target, typesOnly)
      return reason === undefined ? [] : [`${file.path}:${line} imports ${specifier}: ${reason}`]
    }),
  )
}

function whyForbidden(
  from: string,
  specifier: string,
  target: string,
  typesOnly: boolean,
): string | undefined {
  const room = roomOf(from)
  if (room === undefined) return undefined
  const rules = HOUSE[room]
  if (rules === undefined) return `${room} is no room in test/architecture/house.ts`

  const targetRoom = roomOf(target)
  if (isTestSide(target)) {
    return isTestSide(from) ? undefined : 'code that runs in production imports no test code'
  }
  if (target === packageFileOf(from)) return undefined
  if (targetRoom === undefined) {
    return isTestSide(from) ? undefined : `${room} imports rooms only, and this file is in none`
  }
  if (targetRoom === room || rules.imports === 'everything') return undefined
  if (specifier.startsWith('.') && target.startsWith('packages/')) {
    return `a package is imported by its name, @vedette/${targetRoom}`
  }
  if (rules.imports.includes(targetRoom)) return undefined

  const openRooms = from.startsWith('server/') && !isLeaf(room)
  if (openRooms && OPEN_TO_SERVER.includes(targetRoom)) return undefined
  if (openRooms && FILES_OPEN_TO_SERVER.includes(withoutRoot(target))) return undefined
  const asTypes = [...(rules.types ?? []), ...(openRooms ? TYPES_OPEN_TO_SERVER : [])]
  const allowedAsTypes = asTypes.includes(targetRoom) || asTypes.includes(withoutRoot(target))
  // A test needs real values of those types to work with.
  if (allowedAsTypes && (typesOnly || isTestSide(from))) return undefined
  if (allowedAsTypes) return `${room} may take only types from it (import type)`
  return `${room} may import ${listOf([
    ...rules.imports,
    ...(openRooms ? OPEN_TO_SERVER : []),
    ...asTypes.map(each => `types of ${each}`),
  ])}`
}

/** Where a room finds its own version. */
function packageFileOf(path: string): string {
  return path.replace(/\/src\/.*$/, '/package.json')
}

/** The leaves are open to all and so have a list of their own, else they could import one another in circles. */
function isLeaf(room: string): boolean {
  return room === 'errors' || room === 'self' || room === 'config'
}

function listOf(allowed: readonly string[]): string {
  return allowed.length === 0 ? 'nothing of ours' : `only ${allowed.join(', ')}`
}

function withoutRoot(path: string): string {
  return path.replace(/^server\/src\//, '').replace(/\.ts$/, '')
}
