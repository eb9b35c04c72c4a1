/** Sizes, names and paths: what keeps files easy to find and to read, as far as a machine can check it. */
import { isTestSide, type SourceFile } from './source-file.ts'

export const LINE_CAP = 500
export const P90_LINES = 300
/** Too few files say nothing about the tenth largest. */
const FEWEST_FOR_P90 = 10

/** Data tables and generated files, by path. */
export const NO_SIZE_LIMIT: readonly string[] = []

export function oversizedFiles(
  files: readonly SourceFile[],
  exempt: readonly string[] = NO_SIZE_LIMIT,
): string[] {
  return files
    .filter(file => file.lineCount > LINE_CAP && !exempt.includes(file.path))
    .map(file => `${file.path} has ${file.lineCount} lines: at most ${LINE_CAP}; how many ideas are in it?`)
}

/** The size that nine in ten files stay within, tests apart; undefined with few files. */
export function p90Lines(
  files: readonly SourceFile[],
  exempt: readonly string[] = NO_SIZE_LIMIT,
): number | undefined {
  const counts = files
    .filter(file => !isTestSide(file.path) && !exempt.includes(file.path))
    .map(file => file.lineCount)
    .sort((a, b) => a - b)
  return counts.length < FEWEST_FOR_P90 ? undefined : counts[Math.ceil(counts.length * 0.9) - 1]
}

const EMPTY_NAMES = /^(utils?|helpers?|managers?|common)$/

/** Files and folders with a name that says nothing about what is in them. */
export function emptyNames(paths: readonly string[]): string[] {
  return paths.flatMap(path => {
    const word = path.split(/[/.-]/).find(part => EMPTY_NAMES.test(part))
    return word === undefined ? [] : [`${path}: "${word}" says nothing about what is in it; name the noun`]
  })
}

/** Node resolves no endings, so an import names the file as it is. */
export function incompleteSpecifiers(files: readonly SourceFile[]): string[] {
  return files.flatMap(file =>
    file.imports
      .filter(({ specifier }) => specifier.startsWith('.') && !/\.(ts|tsx|mjs|json|css|svg)$/.test(specifier))
      .map(
        ({ specifier, line }) =>
          `${file.path}:${line} imports ${specifier}: the path must be that of the file, with its ending`,
      ),
  )
}

// Put together, so that this file does not find itself.
const MACHINE_PATHS = [['', 'work', ''].join('/'), ['', 'tmp', 'bash'].join('/')]

/** Lines that name a folder of the machine on which they were written. */
export function machinePaths(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, i) => {
    const found = MACHINE_PATHS.find(each => startsPath(line, each))
    return found === undefined ? [] : [`${path}:${i + 1} names ${found}, a path of one machine`]
  })
}

/** Whether the text has this absolute path, and not as the tail of a relative one or of a URL. */
function startsPath(line: string, path: string): boolean {
  for (let at = line.indexOf(path); at >= 0; at = line.indexOf(path, at + 1)) {
    if (at === 0 || !/[\w.~)}@-]/.test(line[at - 1]!)) return true
  }
  return false
}
