import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { closingLine } from './test/closing-line.ts'
import { LongFirst } from './test/long-first.ts'

// Limits of tests are there for what hangs: a machine that others use, too, takes several times as long as a quiet one.
export default defineConfig({
  test: {
    // chdb is a native module, so a test file gets a process and not a thread.
    pool: 'forks',
    // Files are loaded by Node itself, as in production: syntax that Node can't strip fails here too. There is no vi.mock then; what a
    // test wants to replace is passed in as an argument.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    reporters: ['default', closingLine()],
    sequence: { sequencer: LongFirst },
    // What is polled for has to come true, not to come quickly: the usual second measures the machine, and so does every limit that a busy one can
    // come near. Less than a test may take, so that it is the poll that says what did not come true.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // A process takes one file after the other: a new one for each cost more than the tests. What a test leaves behind (a timer, a variable) is seen by the next.
          isolate: false,
          // One core less than there are would be one of two.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          include: ['{packages,server,scripts,bench,test,web,cloudcart}/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'test/e2e/**', 'cloudcart/contract/**', 'web/stories/**'],
          // A test that takes a quarter of this on a quiet machine is too long; one that takes seconds has to pass on a busy one too.
          // More than what is waited for one after the other: of a busy machine the wait that was in vain should tell, not the test's end.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          // Whole processes that talk over sockets: after the others, and few at a time.
          name: 'e2e',
          include: ['{test/e2e,cloudcart/contract,web/stories}/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
