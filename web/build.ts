/**
 * Builds the UI when its sources are others than those of the last build: `dist/sources.sha256` says from what it was made. Beside each
 * file lie compressed ones, which the server sends where the browser takes them.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const WEB = fileURLToPath(new URL('.', import.meta.url))

export interface Built {
  readonly folder: string
  /** False when what was there is still right. */
  readonly fresh: boolean
}

export interface BuildOptions {
  readonly force?: boolean
  readonly folder?: string
  /** Called when there is something to build. */
  readonly onBuilding?: () => void
}

/** Those whose change changes the pages. */
const SOURCES = [
  ...['index.html', 'vite.config.ts', 'build.ts', 'bundle.ts', 'package.json', 'src', 'public'],
  ...['model', 'api', 'promql', 'dashboard'].map(name => `../packages/${name}/src`),
]
const STAMP = 'sources.sha256'
const COMPRESSED = /\.(?:js|css|html|svg|json|wasm)$/
/** The last steps cost ten times as long for a fiftieth of the size, and somebody waits for the page. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }

export async function buildUi({
  force = false,
  folder = join(WEB, 'dist'),
  onBuilding = () => {},
}: BuildOptions = {}): Promise<Built> {
  const stamp = stampOf()
  if (!force && stampIn(folder) === stamp) return { folder, fresh: false }
  onBuilding()
  // In a folder of its own first: whoever serves or builds at the same time never sees half of it.
  const making = join(folder, `making-${process.pid}`)
  try {
    await bundle(making)
    await Promise.all(filesIn(making).filter(isCompressed).map(compress))
    writeFileSync(join(making, STAMP), stamp)
    swap(making, folder)
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
  return { folder, fresh: true }
}

/** Bytes of each script as a browser gets it, by its name in the folder. */
export function scriptBytes(folder: string): Map<string, number> {
  const scripts = filesIn(folder).filter(path => path.endsWith('.js.br'))
  return new Map(scripts.map(path => [relative(folder, path).slice(0, -'.br'.length), statSync(path).size]))
}

async function bundle(folder: string): Promise<void> {
  // React is built for what NODE_ENV says, and in tests it says `test`.
  const env = { ...process.env, NODE_ENV: 'production' }
  try {
    await promisify(execFile)(process.execPath, [join(WEB, 'bundle.ts'), folder], { env })
  } catch (error) {
    const { stderr } = error as { stderr?: string }
    throw new Error(stderr || String(error), { cause: error })
  }
}

function isCompressed(path: string): boolean {
  return COMPRESSED.test(path)
}

async function compress(path: string): Promise<void> {
  const bytes = readFileSync(path)
  const [brotlied, gzipped] = await Promise.all([
    promisify(brotliCompress)(bytes, BROTLI),
    promisify(gzip)(bytes, { level: 9 }),
  ])
  writeFileSync(`${path}.br`, brotlied)
  writeFileSync(`${path}.gz`, gzipped)
}

/** Scripts and styles first, which have names of their own; then the page that asks for them; then the old ones go. */
function swap(making: string, folder: string): void {
  const made = filesIn(making).map(path => relative(making, path))
  const last = (path: string): number => (path === STAMP ? 2 : path.startsWith('index.html') ? 1 : 0)
  for (const path of made.toSorted((a, b) => last(a) - last(b))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    renameSync(join(making, path), join(folder, path))
  }
  for (const path of standingIn(folder).map(each => relative(folder, each))) {
    if (!made.includes(path)) rmSync(join(folder, path), { force: true })
  }
}

/** Without what is being made: the folder of another, who builds the same at the same time, goes away while one looks into it. */
function standingIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('making-'))
    .flatMap(entry => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesIn(path) : [path]
    })
}

function stampOf(): string {
  const hash = createHash('sha256')
  const paths = SOURCES.flatMap(each => filesIn(join(WEB, each)))
    .filter(path => !/\.test\.tsx?$/.test(path))
    .sort()
  for (const path of paths)
    hash
      .update(`${relative(WEB, path)}\0`)
      .update(readFileSync(path))
      .update('\0')
  return hash.digest('hex')
}

function stampIn(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, STAMP), 'utf8')
  } catch {
    return undefined
  }
}

/** The file itself, or all below the folder. */
function filesIn(path: string): string[] {
  if (statSync(path).isFile()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
}

// By itself: `node web/build.ts [--force]`.
if (import.meta.main) {
  const say = (line: string): void => void process.stderr.write(`vedette: ${line}\n`)
  try {
    const startedMs = performance.now()
    const { fresh } = await buildUi({
      force: process.argv.includes('--force'),
      onBuilding: () => say('building the web UI; until it is there, a plain overview stands in its place'),
    })
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
    if (fresh) say(`the web UI is built (${seconds} s)`)
  } catch (error) {
    say(`the web UI could not be built: ${(error as Error).message.trim()}`)
    process.exitCode = 1
  }
}
