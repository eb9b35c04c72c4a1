/** A source file as the architecture test sees it: its path, its length and what it imports. */
import { posix } from 'node:path'
import { parseSync, Visitor } from 'vite'

export interface Import {
  /** As written. */
  readonly specifier: string
  /** The file of ours that it names, relative to the repository; undefined for Node's own modules and packages from npm. */
  readonly target: string | undefined
  /** Nothing of it is left at run time. An inline `{ type X }` does not count: Node still loads the file. */
  readonly typesOnly: boolean
  readonly line: number
}

export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string
  readonly lineCount: number
  readonly imports: readonly Import[]
}

export function readSourceFile(path: string, text: string): SourceFile {
  const { module, program, errors } = parseSync(path, text)
  const [error] = errors
  if (error !== undefined) throw new Error(`${path} can't be parsed: ${error.message}`)
  const imports: Import[] = []
  const add = (specifier: string, typesOnly: boolean, start: number): void => {
    const line = text.slice(0, start).split('\n').length
    imports.push({ specifier, target: resolveSpecifier(path, specifier), typesOnly, line })
  }
  const isTypeStatement = (start: number, end: number): boolean =>
    /^(?:import|export)\s+type\s+(?!from\b)/.test(text.slice(start, end))

  for (const { moduleRequest, start, end } of module.staticImports) {
    add(moduleRequest.value, isTypeStatement(start, end), start)
  }
  for (const { start, end, entries } of module.staticExports) {
    const request = entries.find(entry => entry.moduleRequest !== null)?.moduleRequest
    if (request) add(request.value, isTypeStatement(start, end), start)
  }
  for (const { moduleRequest, start } of module.dynamicImports) {
    const literal = /^(['"])([^'"]*)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end))
    if (literal) add(literal[2]!, false, start)
  }
  new Visitor({ TSImportType: node => add(node.source.value, true, node.start) }).visit(program)
  return { path, lineCount: countLines(text), imports }
}

/** Packages of ours resolve to their one door, as their `exports` say. */
export function resolveSpecifier(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier)
  const ours = /^@vedette\/([^/]+)/.exec(specifier)
  return ours === null ? undefined : `packages/${ours[1]}/src/index.ts`
}

/** Code that only tests load. `store/contract.ts` is none: a suite has a name before `.contract.ts`. */
export function isTestSide(path: string): boolean {
  return /\.(test|contract|fixture)\.ts$/.test(path) || /(^|\/)(test|testing|testdata)\//.test(path)
}

function countLines(text: string): number {
  const lines = text.split('\n')
  return lines.at(-1) === '' ? lines.length - 1 : lines.length
}
