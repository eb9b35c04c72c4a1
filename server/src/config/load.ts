/**
 * Reads the configuration: the defaults, `vedette.yml`, the environment, the command line; each goes over the one before it. Either all of
 * it is valid, or one ConfigError names everything that is not, each with its place and what was expected.
 */
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { messageOf } from '../errors.ts'
import { closest } from './closest.ts'
import { contradictions, doubts } from './cross-checks.ts'
import { environmentOverrides, type Override } from './environment.ts'
import { FLAGS } from './flags.ts'
import { autoBudgetBytes, availableMemoryBytes } from './machine-memory.ts'
import { ConfigError, quoted } from './problem.ts'
import { type ParsedSettings, PROJECT_NAME, schema } from './schema.ts'
import { keysAt, SETTINGS } from './schema-walk.ts'
import { HIDDEN, Secret } from './secret.ts'
import { settingsOf, type VedetteConfig } from './settings.ts'
import { readYaml, type YamlFile } from './yaml-file.ts'

export interface LoadOptions {
  /** An explicit file must exist. Without one, `vedette.yml` in the working directory is read if it is there. */
  readonly path?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** By flag name, as in flags.ts. */
  readonly flags?: Readonly<Record<string, string>> | undefined
  readonly availableMemoryBytes?: number
}

export interface LoadedConfig {
  readonly config: VedetteConfig
  /** Absolute; undefined where there is no file. */
  readonly file: string | undefined
  /** Where each setting that is not a default was made: `vedette.yml:12`, `VEDETTE_DATA`, `--data`. */
  readonly sources: ReadonlyMap<string, string>
  /** What stands there, as it was written; secrets are hidden. */
  readonly written: ReadonlyMap<string, string>
  readonly warnings: readonly string[]
  /** The values by the names of the schema, for comparing with what a reload finds. */
  readonly parsed: ParsedSettings
}

type Tree = { [key: string]: unknown }
type Path = readonly PropertyKey[]

export function loadConfig(options: LoadOptions): LoadedConfig {
  const { env, cwd } = options
  const file = findFile(options)
  const yaml = file === undefined ? undefined : readFile(file)
  const shown = file === undefined ? '' : basename(file)
  const inFile = (path: Path): string => `${shown}:${yaml?.lineOf(path) ?? 1}`

  const fileTree = withoutNulls(yaml?.value ?? {}) as Tree
  if (yaml && (typeof fileTree !== 'object' || Array.isArray(fileTree))) {
    throw new ConfigError([`${shown}:1: expected settings such as "data: ./data", got ${quoted(yaml.value)}`])
  }
  const problems = issuesOf(fileTree)
    .map(({ path, message }) => ({ line: yaml?.lineOf(path) ?? 1, message }))
    .sort((a, b) => a.line - b.line)
    .map(({ line, message }) => `${shown}:${line}: ${message}`)

  const projects = Object.keys(isTree(fileTree.projects) ? fileTree.projects : {})
  const environment = environmentOverrides(env, projects)
  const overrides = [...environment.overrides, ...flagOverrides(options.flags ?? {})]
  for (const { path, value, name } of overrides) {
    for (const issue of issuesOf(branch(path, value))) {
      problems.push(`${name}: ${issue.message.slice(issue.message.indexOf(': ') + 2)}`)
    }
  }
  if (problems.length > 0) throw new ConfigError(problems)

  const tree = structuredClone(fileTree)
  for (const { path, value } of overrides) put(tree, path, value)
  const places = placesOf(fileTree, inFile, overrides)
  const passedOn = withInheritedLimits(tree)
  const parsed = schema.parse(passedOn)

  const placeOf = (path: readonly string[]): string => {
    const place = places.get(path.join('.'))
    return place?.text ?? (shown || 'configuration')
  }
  const isSet = (path: string): boolean => places.has(path)
  for (const { path, message } of contradictions(parsed, isSet)) {
    problems.push(`${placeOf(path)}: ${path.join('.')}: ${message}`)
  }
  const absolute = (setting: string, path: string): string => {
    const base = places.get(setting)?.inFile && file ? dirname(file) : cwd
    return path === '' ? '' : resolve(base, path)
  }
  let storePassword: Secret | undefined
  if (parsed.store.password_file !== '') {
    const path = absolute('store.password_file', parsed.store.password_file)
    try {
      storePassword = new Secret(readFileSync(path, 'utf8').trim())
    } catch (error) {
      const where = placeOf(['store', 'password_file'])
      problems.push(
        `${where}: store.password_file: expected a file that can be read, got ${messageOf(error)}`,
      )
    }
  }
  if (problems.length > 0) throw new ConfigError(problems)

  const available = options.availableMemoryBytes ?? availableMemoryBytes()
  return {
    parsed,
    config: settingsOf(parsed, { absolute, autoBudgetBytes: autoBudgetBytes(available), storePassword }),
    file,
    sources: new Map([...places].map(([path, { text }]) => [path, text])),
    written: new Map([...places].map(([path, { written }]) => [path, shownAs(path, written)])),
    warnings: [
      ...environment.warnings,
      ...doubts(parsed, isSet).map(({ path, message }) => `${placeOf(path)}: ${path.join('.')} ${message}`),
    ],
  }
}

function findFile({ path, env, cwd }: LoadOptions): string | undefined {
  const explicit = path || env.VEDETTE_CONFIG
  if (explicit) return resolve(cwd, explicit)
  const usual = resolve(cwd, 'vedette.yml')
  return existsSync(usual) ? usual : undefined
}

function readFile(file: string): YamlFile {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError([`${file}: can't be read: ${messageOf(error)}`])
  }
  const yaml = readYaml(text)
  if (yaml.faults.length > 0) {
    throw new ConfigError(yaml.faults.map(({ line, message }) => `${basename(file)}:${line}: ${message}`))
  }
  return yaml
}

/** All that the schema has against a tree, as `path: what was expected`. */
function issuesOf(tree: unknown): { path: Path; message: string }[] {
  const result = schema.safeParse(tree)
  if (result.success) return []
  return result.error.issues.flatMap(issue => {
    const path = issue.path
    const name = path.join('.')
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map(key => ({ path: [...path, key], message: unknownKey(path, key) }))
    }
    if (issue.code === 'custom') return [{ path, message: `${name}: ${issue.message}` }]
    const got = quoted(valueAt(tree, path))
    if (issue.code === 'invalid_key') {
      return [{ path, message: `${name}: expected a project name such as team-a (${PROJECT_NAME.source})` }]
    }
    return [{ path, message: `${name}: expected a map of settings, got ${got}` }]
  })
}

function unknownKey(path: Path, key: string): string {
  const above = path.map(String)
  const meant =
    closest(key, keysAt(above) ?? []) ?? SETTINGS.find(entry => entry.path.at(-1) === key)?.path.join('.')
  return `${[...above, key].join('.')}: no such setting${meant ? `, did you mean ${meant}?` : ''}`
}

function flagOverrides(flags: Readonly<Record<string, string>>): Override[] {
  return Object.entries(flags).map(([name, value]) => {
    const flag = FLAGS.find(each => each.name === name)
    if (!flag) throw new ConfigError([`--${name}: no such flag`])
    return { path: flag.path, value, name: `--${name}` }
  })
}

interface Place {
  readonly text: string
  readonly written: unknown
  readonly inFile: boolean
}

/** Where every setting was made that is not left to its default. */
function placesOf(
  fileTree: Tree,
  inFile: (path: Path) => string,
  overrides: readonly Override[],
): Map<string, Place> {
  const places = new Map<string, Place>()
  const visit = (value: unknown, path: readonly string[]): void => {
    if (isTree(value)) for (const [key, below] of Object.entries(value)) visit(below, [...path, key])
    else places.set(path.join('.'), { text: inFile(path), written: value, inFile: true })
  }
  visit(fileTree, [])
  for (const { path, name, value } of overrides) {
    places.set(path.join('.'), { text: name, written: value, inFile: false })
  }
  return places
}

function shownAs(setting: string, written: unknown): string {
  const secret = SETTINGS.some(({ path, about }) => about.kind === 'secret' && path.join('.') === setting)
  if (secret) return HIDDEN
  // An address can have a password in it.
  const isList = Array.isArray(written) && written.every(each => typeof each === 'string')
  const text = typeof written === 'string' ? written : isList ? written.join(', ') : JSON.stringify(written)
  return text.replace(/(:\/\/[^/:@]*:)[^/]*@/g, `$1${HIDDEN}@`)
}

/** A project's limits are the general ones but for those that it sets itself. */
function withInheritedLimits(tree: Tree): Tree {
  if (!isTree(tree.projects)) return tree
  const projects: Tree = {}
  for (const [name, project] of Object.entries(tree.projects)) {
    const own = isTree(project) ? project : {}
    projects[name] = { ...own, limits: { ...(tree.limits as Tree), ...(own.limits as Tree) } }
  }
  return { ...tree, projects }
}

/** `key:` with nothing behind it, where all that stood there is commented out, is no setting; of a project it is a name. */
function withoutNulls(value: unknown, path: readonly string[] = []): unknown {
  if (!isTree(value)) return value
  const isProjects = path.length === 1 && path[0] === 'projects'
  const kept = Object.entries(value)
    .map(([key, below]) => [key, isProjects ? (below ?? {}) : below] as const)
    .filter(([, below]) => below !== null)
  return Object.fromEntries(kept.map(([key, below]) => [key, withoutNulls(below, [...path, key])]))
}

function put(tree: Tree, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path as [string, ...string[]]
  if (rest.length === 0) {
    tree[key] = value
    return
  }
  if (!isTree(tree[key])) tree[key] = {}
  put(tree[key] as Tree, rest, value)
}

function branch(path: readonly string[], value: unknown): Tree {
  const tree: Tree = {}
  put(tree, path, value)
  return tree
}

function valueAt(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (isTree(at) ? at[String(key)] : undefined), tree)
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
