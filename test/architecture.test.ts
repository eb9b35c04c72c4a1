/** Holds the repository to docs/architecture.md. The checks themselves are pure and are tested beside their files. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { importCycles } from './architecture/cycles.ts'
import {
  emptyNames,
  incompleteSpecifiers,
  machinePaths,
  oversizedFiles,
  P90_LINES,
  p90Lines,
} from './architecture/habits.ts'
import { forbiddenImports } from './architecture/house.ts'
import { repositoryFiles } from './architecture/repository-files.ts'
import { forbiddenShopImports } from './architecture/shop.ts'
import { readSourceFile } from './architecture/source-file.ts'
import { forbiddenUiImports } from './architecture/ui.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

const paths = repositoryFiles(root)
const sources = paths
  .filter(path => /^(packages|server|scripts|bench|test|cloudcart|web)\/.*\.(ts|tsx|mjs)$/.test(path))
  .map(path => readSourceFile(path, read(path)))

describe('the repository', () => {
  it('has sources to check', () => {
    expect(sources.map(file => file.path)).toContain('packages/model/src/labels.ts')
    expect(sources.map(file => file.path)).toContain('server/src/errors.ts')
  })

  it('imports only what the table of rooms allows', () => {
    expect(forbiddenImports(sources)).toEqual([])
  })

  it('keeps CloudCart and Vedette apart, and its services from each other', () => {
    expect(forbiddenShopImports(sources)).toEqual([])
  })

  it('keeps parts and charts of the UI free of its API and its pages, and pages from each other', () => {
    expect(forbiddenUiImports(sources)).toEqual([])
  })

  it('has no import cycles', () => {
    expect(importCycles(sources)).toEqual([])
  })

  it('names files in imports as they are', () => {
    expect(incompleteSpecifiers(sources)).toEqual([])
  })

  it('has no file over the cap', () => {
    expect(oversizedFiles(sources)).toEqual([])
  })

  it(`keeps nine in ten files under ${P90_LINES} lines`, () => {
    expect(p90Lines(sources)).toBeLessThan(P90_LINES)
  })

  it('has no file or folder with an empty name', () => {
    expect(emptyNames(sources.map(file => file.path))).toEqual([])
  })

  it('names no path of one machine', () => {
    expect(paths.flatMap(path => machinePaths(path, read(path)))).toEqual([])
  })
})
