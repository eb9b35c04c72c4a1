/**
 * The documents of `reference.files`, read again when they have changed. Whether they have is looked up whenever somebody asks: there are few,
 * and a watcher would miss what an editor or a mount does.
 */
import { readFile, stat } from 'node:fs/promises'
import { relative } from 'node:path'
import type { ReferenceFile } from '@vedette/api'
import {
  MOST_CHARACTERS,
  problemsAmong,
  type ReferenceDocument,
  readReference,
} from '@vedette/model/reference'
import { messageOf } from '../../errors.ts'
import { gauge } from '../../self/metrics.ts'

const documentedCount = gauge(
  'vedette_query_reference_documented_metrics',
  'Metrics that the files of reference.files document, when they were last looked at.',
)
const problemCount = gauge(
  'vedette_query_reference_problems',
  'What is wrong with the files of reference.files, when they were last looked at.',
)

/** More files than this are not read, and the answer says so. */
const MOST_FILES = 200
/** A character may take four bytes. */
const MOST_BYTES = MOST_CHARACTERS * 4
/** File systems tell the time of a change in steps: of milliseconds on most, of two seconds on some. */
const COARSEST_TICK_MS = 2_000

export interface ReferenceFilesOptions {
  /** Absolute paths, with patterns in their last part. Asked each time, because a reload may change them. */
  readonly patterns: () => readonly string[]
  readonly filesMatching: (pattern: string) => readonly string[]
  readonly workingDirectory: string
}

export interface ReferenceFiles {
  read(): Promise<ReferenceDocument & { readonly files: readonly ReferenceFile[] }>
}

interface KnownFile {
  readonly version: string
  readonly file: ReferenceFile
  readonly document: ReferenceDocument
}

export function createReferenceFiles(options: ReferenceFilesOptions): ReferenceFiles {
  const known = new Map<string, KnownFile>()

  async function read() {
    const { paths, unmatched } = pathsOf(options)
    for (const path of known.keys()) if (!paths.includes(path)) known.delete(path)
    const entries: KnownFile[] = []
    for (const path of paths.slice(0, MOST_FILES)) {
      const entry = await readOne(path, nameOf(path), known.get(path))
      known.set(path, entry)
      entries.push(entry)
    }
    const files = [
      ...entries.map(({ file }) => file),
      ...unmatched.map(pattern => unread(nameOf(pattern), 'no such file')),
    ]
    if (paths.length > MOST_FILES)
      files.push(
        unread(`${paths.length - MOST_FILES} more`, `more than ${MOST_FILES} files: they are not read`),
      )
    const metrics = entries.flatMap(({ document }) => document.metrics)
    const problems = [...entries.flatMap(({ document }) => document.problems), ...problemsAmong(metrics)]
    documentedCount.set(metrics.length)
    problemCount.set(problems.length + files.filter(({ error }) => error !== '').length)
    return { files, metrics, problems }
  }

  function nameOf(path: string): string {
    const below = relative(options.workingDirectory, path)
    return below.startsWith('..') ? path : below
  }

  return { read }
}

function pathsOf({ patterns, filesMatching }: ReferenceFilesOptions): {
  paths: string[]
  unmatched: string[]
} {
  const paths = new Set<string>()
  const unmatched: string[] = []
  for (const pattern of patterns()) {
    const found = filesMatching(pattern)
    if (found.length === 0) unmatched.push(pattern)
    for (const path of found) paths.add(path)
  }
  return { paths: [...paths], unmatched }
}

async function readOne(path: string, name: string, known: KnownFile | undefined): Promise<KnownFile> {
  const nowMs = Date.now()
  try {
    const { mtimeMs, size } = await stat(path)
    let version = `${mtimeMs} ${size}`
    if (known?.version === version) return known
    // Written once more within the same tick it would look the same: to be read again.
    if (nowMs - mtimeMs < COARSEST_TICK_MS) version = ''
    if (size > MOST_BYTES) return failed(version, name, `larger than ${MOST_BYTES} bytes: it is not read`)
    const document = readReference(await readFile(path, 'utf8'), name)
    const file = { file: name, metrics: document.metrics.length, error: '', changedMs: Math.round(mtimeMs) }
    return { version, file, document }
  } catch (error) {
    return failed('', name, messageOf(error))
  }
}

function failed(version: string, name: string, error: string): KnownFile {
  return { version, file: unread(name, error), document: { metrics: [], problems: [] } }
}

function unread(file: string, error: string): ReferenceFile {
  return { file, metrics: 0, error }
}
