import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { buildUi, scriptBytes } from './build.ts'

const parent = mkdtempSync(join(tmpdir(), 'web-build-'))
afterAll(() => rmSync(parent, { recursive: true }))
const folder = join(parent, 'dist')

it('builds once, and again when the sources are others', async () => {
  let begun = 0
  const options = { folder, onBuilding: () => void begun++ }
  expect(await buildUi(options)).toEqual({ folder, fresh: true })
  expect(await buildUi(options)).toEqual({ folder, fresh: false })
  expect(begun).toBe(1)
  writeFileSync(join(folder, 'sources.sha256'), 'of other sources')
  writeFileSync(join(folder, 'assets/old.js'), '')
  expect(await buildUi(options)).toEqual({ folder, fresh: true })
  const names = readdirSync(folder, { recursive: true }) as string[]
  expect(names).not.toContain('assets/old.js')
  expect(names.filter(each => each.startsWith('making'))).toEqual([])
})

it('has nothing inline, and everything compressed', async () => {
  await buildUi({ folder })
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  expect(page).not.toMatch(/<script(?![^>]* src=)|<style|style=| on[a-z]+=/)
  expect(page).toContain('<meta property="csp-nonce" nonce="VEDETTE-NONCE"')
  const names = readdirSync(folder, { recursive: true }) as string[]
  const scripts = names.filter(each => each.endsWith('.js'))
  expect(names).toEqual(expect.arrayContaining(scripts.flatMap(each => [`${each}.gz`, `${each}.br`])))
  expect([...scriptBytes(folder).keys()].sort()).toEqual(scripts.sort())
})

it('asks for less than 300 kB of scripts before the first page shows', async () => {
  await buildUi({ folder })
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  const asked = [...page.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, name]) => name!)
  const sizes = scriptBytes(folder)
  expect(asked.reduce((sum, name) => sum + sizes.get(name)!, 0)).toBeLessThan(300_000)
})
