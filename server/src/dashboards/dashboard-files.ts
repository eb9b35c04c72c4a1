/**
 * The dashboards of `dashboards.files`, read again when their files have changed. Whether they have is looked up whenever somebody asks, as there
 * are few and a watcher would miss what an editor or a mount does, and besides once in a while, so that log and metrics know. A file that breaks
 * while Vedette runs goes on to show what it said before.
 */
import { readFile, stat } from 'node:fs/promises'
import { basename, relative } from 'node:path'
import type { DashboardFileProblem } from '@vedette/api'
import { type DashboardReading, readDashboard } from '@vedette/dashboard'
import { messageOf } from '../errors.ts'
import type { Log } from '../self/log.ts'
import { gauge } from '../self/metrics.ts'
import { isUid, saidBy, summaryOf } from './saved-dashboard.ts'

const fileCount = gauge(
  'vedette_dashboards_files',
  'Dashboards that the files of dashboards.files hold, when they were last looked at.',
)
const problemCount = gauge(
  'vedette_dashboards_file_problems',
  'Files of dashboards.files that can not be shown as they are, when they were last looked at.',
)

/** More are not read, and the list says so. Their texts stay in memory. */
const MOST_FILES = 500
const MOST_BYTES = 4 * 1024 * 1024
const MOST_BYTES_IN_ALL = 64 * 1024 * 1024
/** File systems tell the time of a change in steps: of milliseconds on most, of two seconds on some. */
const COARSEST_TICK_MS = 2_000

export interface FileDashboard {
  /** From the working directory where it lies below it. */
  readonly path: string
  readonly uid: string
  readonly title: string
  readonly tags: readonly string[]
  readonly panels: number
  readonly changedMs: number
  /** What the file says, and what tells that from what it said before. */
  readonly text: string
  readonly said: string
  /** Why the file as it is now can't be read; '' where this is what it says now. */
  readonly error: string
}

export interface FilesReading {
  readonly byUid: ReadonlyMap<string, FileDashboard>
  readonly problems: readonly DashboardFileProblem[]
}

export interface DashboardFiles {
  read(): Promise<FilesReading>
}

export interface DashboardFilesOptions {
  /** Absolute paths, with patterns in their last part. Asked each time, because a reload may change them. */
  readonly patterns: () => readonly string[]
  readonly filesMatching: (pattern: string) => readonly string[]
  readonly workingDirectory: string
  readonly log: Log
}

interface KnownFile {
  /** Of the file, not of what it says. */
  readonly version: string
  readonly bytes: number
  readonly error: string
  readonly dashboard: FileDashboard | undefined
}

export function createDashboardFiles(options: DashboardFilesOptions): DashboardFiles {
  const { workingDirectory, log } = options
  const known = new Map<string, KnownFile>()
  let told: ReadonlyMap<string, string> = new Map()
  let running: Promise<FilesReading> | undefined
  let next: Promise<FilesReading> | undefined

  /** Whoever asks while files are being read gets what is read after that, for all of them at once. */
  function read(): Promise<FilesReading> {
    if (running === undefined) return start()
    next ??= running.then(start, start)
    return next
  }

  function start(): Promise<FilesReading> {
    next = undefined
    running = readAll().finally(() => {
      running = undefined
    })
    return running
  }

  async function readAll(): Promise<FilesReading> {
    const { paths, problems } = pathsOf(options, nameOf)
    for (const path of known.keys()) if (!paths.includes(path)) known.delete(path)
    const byUid = new Map<string, FileDashboard>()
    let bytesLeft = MOST_BYTES_IN_ALL
    for (const path of paths) {
      const file = await readOne(path, nameOf(path), known.get(path), bytesLeft)
      known.set(path, file)
      bytesLeft -= file.bytes
      const { dashboard, error } = file
      if (error !== '') problems.push({ path: nameOf(path), message: error })
      if (dashboard === undefined) continue
      const other = byUid.get(dashboard.uid)
      if (other === undefined) byUid.set(dashboard.uid, dashboard)
      else
        problems.push({
          path: dashboard.path,
          message: `has the uid ${dashboard.uid}, which ${other.path} has already: it is left out`,
        })
    }
    fileCount.set(byUid.size)
    problemCount.set(problems.length)
    tell(problems)
    return { byUid, problems }
  }

  function tell(problems: readonly DashboardFileProblem[]): void {
    const now = new Map(problems.map(({ path, message }) => [path, message]))
    for (const [file, reason] of now)
      if (told.get(file) !== reason)
        log.warn('A file of dashboards.files can not be shown as it is', { file, reason })
    for (const file of told.keys())
      if (!now.has(file)) log.info('A file of dashboards.files is all right again', { file })
    told = now
  }

  function nameOf(path: string): string {
    const below = relative(workingDirectory, path)
    return below.startsWith('..') ? path : below
  }

  return { read }
}

/** Looks after the files although nobody asks for them, until it is disposed of. */
export function keepReading(files: Pick<DashboardFiles, 'read'>, everyMs: number): Disposable {
  // What can't be read is told by the reading itself.
  const look = () => void files.read().catch(() => {})
  look()
  const timer = setInterval(look, everyMs)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** What a file says, as it is shown. Throws a `DashboardError`. */
export function readFileDashboard(text: string, uid: string): DashboardReading {
  const { dashboard, notes } = readDashboard(text)
  return { dashboard: { ...dashboard, uid }, notes }
}

function pathsOf(
  { patterns, filesMatching }: DashboardFilesOptions,
  nameOf: (path: string) => string,
): { paths: string[]; problems: DashboardFileProblem[] } {
  const paths = new Set<string>()
  const problems: DashboardFileProblem[] = []
  for (const pattern of patterns()) {
    const found = filesMatching(pattern)
    if (found.length === 0) problems.push({ path: nameOf(pattern), message: 'no such file' })
    for (const path of found) paths.add(path)
  }
  if (paths.size > MOST_FILES)
    problems.push({
      path: `${paths.size - MOST_FILES} more`,
      message: `more than ${MOST_FILES} files, a fixed limit: they are not read`,
    })
  return { paths: [...paths].slice(0, MOST_FILES), problems }
}

async function readOne(
  path: string,
  name: string,
  before: KnownFile | undefined,
  bytesLeft: number,
): Promise<KnownFile> {
  let version = ''
  const nowMs = Date.now()
  try {
    const { mtimeNs, size, ino } = await stat(path, { bigint: true })
    version = `${mtimeNs} ${size} ${ino}`
    if (before?.version === version) return before
    const changedMs = Number(mtimeNs / 1_000_000n)
    // Written once more within the same tick it would look the same: to be read again.
    if (nowMs - changedMs < COARSEST_TICK_MS) version = ''
    const bytes = Number(size)
    if (bytes > MOST_BYTES) throw new Error(`larger than ${MOST_BYTES} bytes, a fixed limit`)
    if (bytes > bytesLeft) {
      // Room may come from another file: to be tried again.
      version = ''
      throw new Error(
        `all files together are larger than ${MOST_BYTES_IN_ALL} bytes, a fixed limit: it is not read`,
      )
    }
    const text = await readFile(path, 'utf8')
    if (before?.error === '' && before.dashboard?.text === text && before.dashboard.changedMs === changedMs)
      return { ...before, version }
    const dashboard = { ...fileDashboard(text, name), changedMs }
    return { version, bytes, error: '', dashboard }
  } catch (problem) {
    const error = messageOf(problem)
    const dashboard = before?.dashboard === undefined ? undefined : { ...before.dashboard, error }
    return { version, bytes: before?.bytes ?? 0, error, dashboard }
  }
}

function fileDashboard(text: string, path: string): Omit<FileDashboard, 'changedMs'> {
  const { dashboard } = readDashboard(text)
  const uid = isUid(dashboard.uid) ? dashboard.uid : uidOfName(path)
  return { path, uid, ...summaryOf(dashboard), text, said: saidBy(text), error: '' }
}

/** The same with every start. */
function uidOfName(path: string): string {
  const plain = basename(path, '.json').replace(/[^A-Za-z0-9_-]+/g, '-')
  return plain.replace(/^-+|-+$/g, '').slice(0, 40) || `file-${saidBy(path).slice(0, 12)}`
}
