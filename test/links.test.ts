/** Links in the documentation lead to files that are there. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { repositoryFiles } from './architecture/repository-files.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

it('leads to files that are there', () => {
  const broken = repositoryFiles(root)
    .filter(path => path.endsWith('.md'))
    .flatMap(path => {
      const links = readFileSync(join(root, path), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)
      return [...links]
        .map(([, link]) => link!)
        .filter(link => !/^[a-z]+:|^#/.test(link))
        .filter(link => !existsSync(join(root, dirname(path), link.replace(/#.*$/, ''))))
        .map(link => `${path} links to ${link}`)
    })
  expect(broken).toEqual([])
})
