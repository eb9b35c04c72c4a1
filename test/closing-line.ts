/**
 * The last line of a test run, alone and in one form whatever the terminal: `N passed, N failed`, and `, N skipped` where some were.
 * What failed outside of a test (a file that doesn't load, a hook, an unhandled rejection) counts as a failure of its own.
 */
import type { Reporter } from 'vitest/node'

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export function formatCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`
}

type RunEnd = Parameters<NonNullable<Reporter['onTestRunEnd']>>

export function countsOf(modules: RunEnd[0], unhandledErrors: RunEnd[1]): Counts {
  let passed = 0
  let failed = unhandledErrors.length
  let skipped = 0
  for (const module of modules) {
    failed += module.errors().length
    for (const suite of module.children.allSuites()) failed += suite.errors().length
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed') passed++
      else if (state === 'failed') failed++
      else skipped++
    }
  }
  return { passed, failed, skipped }
}

export function closingLine(): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const line = formatCounts(countsOf(modules, unhandledErrors))
      // When the process ends, so that nothing else comes after it.
      process.once('exit', () => process.stdout.write(`${line}\n`))
    },
  }
}
