import { defineConfig } from 'vitest/config'
import { closingLine } from './test/closing-line.ts'

export default defineConfig({
  test: {
    // chdb is a native module, so a test file gets a process and not a thread.
    pool: 'forks',
    // Files are loaded by Node itself, as in production: syntax that Node can't strip fails here too. There is no vi.mock then; what a
    // test wants to replace is passed in as an argument.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    reporters: ['default', closingLine()],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{packages,server,scripts,bench,test,web,cloudcart}/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'test/e2e/**', 'cloudcart/contract/**', 'web/stories/**'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          // Whole processes that talk over sockets: after the others, and few at a time.
          name: 'e2e',
          include: ['{test/e2e,cloudcart/contract,web/stories}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
