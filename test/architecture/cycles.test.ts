import { describe, expect, it } from 'vitest'
import { importCycles } from './cycles.ts'
import { readSourceFile } from './source-file.ts'

const cycles = (tree: Record<string, string>): string[] =>
  importCycles(Object.entries(tree).map(([path, text]) => readSourceFile(path, text)))

describe('importCycles', () => {
  it('finds none where two ways lead to one file', () => {
    const tree = {
      'a/1.ts': `import './2.ts'\nimport './3.ts'`,
      'a/2.ts': `import './4.ts'`,
      'a/3.ts': `import './4.ts'`,
      'a/4.ts': '',
    }
    expect(cycles(tree)).toEqual([])
  })

  it('tells the way round, once', () => {
    const tree = {
      'a/start.ts': `import './c.ts'`,
      'a/c.ts': `import './d.ts'`,
      'a/d.ts': `import './b.ts'`,
      'a/b.ts': `import './c.ts'`,
    }
    expect(cycles(tree)).toEqual(['a/b.ts -> a/c.ts -> a/d.ts -> a/b.ts'])
  })

  it('counts types, and the doors of packages', () => {
    const tree = {
      'packages/model/src/index.ts': `export * from './labels.ts'`,
      'packages/model/src/labels.ts': `import type { Matcher } from '@vedette/model'`,
    }
    expect(cycles(tree)).toEqual([
      'packages/model/src/index.ts -> packages/model/src/labels.ts -> packages/model/src/index.ts',
    ])
  })

  it('sees a file that imports itself', () => {
    expect(cycles({ 'a/1.ts': `import './1.ts'` })).toEqual(['a/1.ts -> a/1.ts'])
  })
})
