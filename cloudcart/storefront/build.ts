/**
 * Builds the storefront when its sources are others than those of the last build. What was built says in `dist/sources.sha256` from what.
 * Beside each file lies a compressed one, which the gateway sends where the browser takes it.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const STOREFRONT = fileURLToPath(new URL('.', import.meta.url))

export interface Built {
  readonly folder: string
  /** False when what was there is still right. */
  readonly fresh: boolean
  /** Of all scripts, as browsers get them. */
  readonly scriptBytes: number
}

export interface BuildOptions {
  readonly force?: boolean
  readonly folder?: string
}

/** Those whose change changes the pages. */
const SOURCES = [
  'index.html',
  'vite.config.ts',
  'build.ts',
  'src',
  'public',
  '../contracts',
  '../package.json',
]
const STAMP = 'sources.sha256'
const COMPRESSED = /\.(js|css|html|svg)$/

export async function buildStorefront({
  force = false,
  folder = join(STOREFRONT, 'dist'),
}: BuildOptions = {}): Promise<Built> {
  const stamp = stampOf()
  if (!force && stampIn(folder) === stamp) return { folder, fresh: false, scriptBytes: scriptBytesIn(folder) }
  // In a folder of its own first: whoever serves or builds at the same time never sees half of it.
  const making = join(folder, `making-${process.pid}`)
  try {
    await bundle(making)
    for (const path of filesIn(making).filter(each => COMPRESSED.test(each))) compress(path)
    writeFileSync(join(making, STAMP), stamp)
    swap(making, folder)
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
  return { folder, fresh: true, scriptBytes: scriptBytesIn(folder) }
}

async function bundle(folder: string): Promise<void> {
  // React and its router are built for what NODE_ENV says, and in tests it says `test`.
  const env = { ...process.env, NODE_ENV: 'production' }
  try {
    await promisify(execFile)(process.execPath, [join(STOREFRONT, 'bundle.ts'), folder], { env })
  } catch (error) {
    throw new Error(`the storefront can't be built: ${(error as { stderr?: string }).stderr ?? error}`, {
      cause: error,
    })
  }
}

function compress(path: string): void {
  const bytes = readFileSync(path)
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
}

/** Scripts and styles first, which have names of their own; then the page that asks for them; then the old ones go. */
function swap(making: string, folder: string): void {
  const made = filesIn(making).map(path => relative(making, path))
  const last = (path: string): number => (path === STAMP ? 2 : path.startsWith('index.html') ? 1 : 0)
  for (const path of made.toSorted((a, b) => last(a) - last(b))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    renameSync(join(making, path), join(folder, path))
  }
  const others = filesIn(folder).map(path => relative(folder, path))
  for (const path of others) {
    if (!made.includes(path) && !path.startsWith('making-')) rmSync(join(folder, path), { force: true })
  }
}

function stampOf(): string {
  const hash = createHash('sha256')
  const paths = SOURCES.flatMap(each => filesIn(join(STOREFRONT, each)))
    .filter(path => !/\.test\.tsx?$/.test(path))
    .sort()
  for (const path of paths) {
    hash
      .update(`${relative(STOREFRONT, path)}\0`)
      .update(readFileSync(path))
      .update('\0')
  }
  return hash.digest('hex')
}

function stampIn(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, STAMP), 'utf8')
  } catch {
    return undefined
  }
}

function scriptBytesIn(folder: string): number {
  return filesIn(folder)
    .filter(path => path.endsWith('.js.gz'))
    .reduce((sum, path) => sum + readFileSync(path).length, 0)
}

/** The file itself, or all below the folder. */
function filesIn(path: string): string[] {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [path]
    throw error
  }
}

// By itself: `node cloudcart/storefront/build.ts [--force]`.
if (import.meta.main) {
  try {
    const { fresh } = await buildStorefront({ force: process.argv.includes('--force') })
    if (fresh) process.stderr.write("cloudcart: the storefront's pages are built\n")
  } catch (error) {
    const { message } = error as Error
    process.stderr.write(
      `cloudcart: the storefront's pages could not be built: ${message}; the API works without them\n`,
    )
    process.exitCode = 1
  }
}
