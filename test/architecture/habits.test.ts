import { describe, expect, it } from 'vitest'
import { emptyNames, incompleteSpecifiers, machinePaths, oversizedFiles, p90Lines } from './habits.ts'
import { readSourceFile, type SourceFile } from './source-file.ts'

const file = (path: string, lineCount: number): SourceFile => ({ path, lineCount, imports: [] })

describe('sizes', () => {
  it('names files over the cap, tests too, but not the exempt', () => {
    const files = [file('a.ts', 500), file('b.test.ts', 501), file('table.ts', 900)]
    expect(oversizedFiles(files, ['table.ts'])).toEqual([
      'b.test.ts has 501 lines: at most 500; how many ideas are in it?',
    ])
  })

  it('takes the size that nine in ten stay within, without tests', () => {
    const ten = Array.from({ length: 10 }, (_, i) => file(`${i}.ts`, (i + 1) * 10))
    expect(p90Lines([...ten, file('long.test.ts', 499)])).toBe(90)
    expect(p90Lines(ten.slice(1))).toBeUndefined()
  })

  it('counts lines as an editor does', () => {
    expect(readSourceFile('a.ts', 'let a = 1\nlet b = 2\n').lineCount).toBe(2)
    expect(readSourceFile('a.ts', 'let a = 1\nlet b = 2').lineCount).toBe(2)
  })
})

describe('emptyNames', () => {
  it('finds them among the words of files and folders', () => {
    const bad = ['server/src/wire/utils.ts', 'packages/common/src/a.ts', 'server/src/scrape-manager.ts']
    expect(emptyNames([...bad, 'server/src/management.ts', 'a/uncommon.ts'])).toEqual([
      'server/src/wire/utils.ts: "utils" says nothing about what is in it; name the noun',
      'packages/common/src/a.ts: "common" says nothing about what is in it; name the noun',
      'server/src/scrape-manager.ts: "manager" says nothing about what is in it; name the noun',
    ])
  })
})

describe('incompleteSpecifiers', () => {
  it('asks for the ending', () => {
    const source = readSourceFile('a/b.ts', `import './c'\nimport './d.js'\nimport './e.ts'\nimport 'zod'`)
    expect(incompleteSpecifiers([source])).toEqual([
      'a/b.ts:1 imports ./c: the path must be that of the file, with its ending',
      'a/b.ts:2 imports ./d.js: the path must be that of the file, with its ending',
    ])
  })
})

describe('machinePaths', () => {
  const work = ['', 'work', 'main'].join('/')

  it('finds absolute paths of one machine', () => {
    expect(machinePaths('a.md', `fine\nsee ${work}/x`)).toEqual([
      'a.md:2 names /work' + '/, a path of one machine',
    ])
  })

  it('leaves relative paths and addresses alone', () => {
    expect(machinePaths('a.md', `https://example.org${work} and how${work} and ..${work}`)).toEqual([])
  })
})

it('refuses a file that is no TypeScript', () => {
  expect(() => readSourceFile('a.ts', 'let = = 1')).toThrow(/^a\.ts can't be parsed/)
})
