/** The change to a file that makes it say what was saved here, for `git apply` or `patch -p1`. */
import type { Dashboard } from '@vedette/dashboard'
import { createTwoFilesPatch, FILE_HEADERS_ONLY, formatPatch } from 'diff'
import type { FileDashboard } from './dashboard-files.ts'
import { fileSaysSame, intoFile } from './into-file.ts'

/** Finding the shortest way between texts takes time with the square of its length; beyond it all lines are replaced. */
const MOST_CHANGED_LINES = 2000

/** '' where the file says so already. */
export function filePatch(file: FileDashboard, dashboard: Dashboard): string {
  if (fileSaysSame(file, dashboard)) return ''
  const text = intoFile(file, dashboard)
  const [from, to] = [`a/${relativePath(file.path)}`, `b/${relativePath(file.path)}`]
  const options = {
    context: 3,
    maxEditLength: MOST_CHANGED_LINES,
    headerOptions: FILE_HEADERS_ONLY,
  }
  const patch = createTwoFilesPatch(from, to, file.text, text, '', '', options)
  return patch ?? allReplaced(from, to, file.text, text)
}

/** What lies outside of the working directory has an absolute path: to be applied from the root. */
function relativePath(path: string): string {
  return path.replace(/^\/+/, '')
}

function allReplaced(from: string, to: string, before: string, after: string): string {
  const [old, fresh] = [before, after].map(linesOf) as [string[], string[]]
  const lines = [...marked('-', old, before), ...marked('+', fresh, after)]
  const hunk = { oldStart: 1, oldLines: old.length, newStart: 1, newLines: fresh.length, lines }
  const names = { oldFileName: from, newFileName: to, oldHeader: '', newHeader: '' }
  return formatPatch({ ...names, hunks: [hunk] }, FILE_HEADERS_ONLY)
}

function linesOf(text: string): string[] {
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
}

function marked(mark: string, lines: readonly string[], text: string): string[] {
  return [...lines.map(line => mark + line), ...(text.endsWith('\n') ? [] : ['\\ No newline at end of file'])]
}
