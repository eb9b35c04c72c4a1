/** Runs Prometheus's test scripts against our engine: `npm run promqltest -- FILE...`. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { runScript, ScriptError } from '@vedette/promql/scripts'

const HELP = `usage: npm run promqltest -- FILE...

Runs test scripts in the format of the Prometheus project (*.test) against the query engine of Vedette.
Prints "file: passed/total" for each file, then what failed: line, query, what was expected and what came.
Exits with 1 when a case fails or a file can't be read.
`

/** npm runs us in the root of the repository, wherever it was called. */
const callersFolder = process.env.INIT_CWD ?? process.cwd()

async function report(file: string): Promise<{ line: string; failures: string[] }> {
  try {
    const { passed, total, failures } = await runScript(await readFile(resolve(callersFolder, file), 'utf8'))
    return {
      line: `${file}: ${passed}/${total}`,
      failures: failures.map(each => `${file}:${each.line}: ${each.query}\n    ${each.message}`),
    }
  } catch (error) {
    const { message } = error as Error
    const where = error instanceof ScriptError ? `:${error.line}` : ''
    return { line: `${file}: can't be run`, failures: [`${file}${where}: ${message}`] }
  }
}

// Whoever reads our output may have seen enough: `| head`.
process.stdout.on('error', () => process.exit())

const files = process.argv.slice(2)
if (files.length === 0 || files.includes('--help') || files.includes('-h')) {
  process.stdout.write(HELP)
  process.exitCode = files.length === 0 ? 2 : 0
} else {
  const failures: string[] = []
  for (const file of files) {
    const reported = await report(file)
    process.stdout.write(`${reported.line}\n`)
    failures.push(...reported.failures)
  }
  for (const failure of failures) process.stdout.write(`\n${failure}\n`)
  process.exitCode = failures.length > 0 ? 1 : 0
}
