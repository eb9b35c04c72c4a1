import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { buildStorefront } from './build.ts'

const parent = mkdtempSync(join(tmpdir(), 'storefront-'))
afterAll(() => rmSync(parent, { recursive: true }))
const folder = join(parent, 'dist')

it('builds once, and again when the sources are others', async () => {
  expect(await buildStorefront({ folder })).toMatchObject({ folder, fresh: true })
  expect(await buildStorefront({ folder })).toMatchObject({ fresh: false })
  writeFileSync(join(folder, 'sources.sha256'), 'of other sources')
  writeFileSync(join(folder, 'assets/old.js'), '')
  expect(await buildStorefront({ folder })).toMatchObject({ fresh: true })
  expect(readdirSync(join(folder, 'assets'))).not.toContain('old.js')
})

it('is small, compressed, and has nothing inline', async () => {
  const { scriptBytes } = await buildStorefront({ folder })
  expect(scriptBytes).toBeGreaterThan(0)
  expect(scriptBytes).toBeLessThan(130 * 1024)
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  expect(page).not.toMatch(/<script(?![^>]* src=)|<style|style=| on[a-z]+=/)
  const names = readdirSync(folder, { recursive: true }) as string[]
  for (const name of names.filter(each => each.endsWith('.js'))) {
    expect(names).toEqual(expect.arrayContaining([`${name}.gz`, `${name}.br`]))
  }
  expect(names.filter(each => each.startsWith('making'))).toEqual([])
})
