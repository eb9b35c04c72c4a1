/** Where tokens are needed: the page asks for one, lets in, remembers, and asks again when the token is gone. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { externalProgram } from '../../server/testing/external-program.ts'
import { runVedette, startVedette, type VedetteProcess } from '../../test/e2e/vedette-process.ts'
import { buildUi } from '../build.ts'
import { openBrowser, visit } from '../testing/browser.ts'

let vedette: VedetteProcess | undefined
let browser: Browser | undefined
beforeEach(async context => {
  const chromium = externalProgram(context, 'chromium')
  if (browser !== undefined) return
  await buildUi()
  browser = await openBrowser(chromium)
  vedette = await startVedette({ env: { VEDETTE_ACCESS_REQUIRED: 'always' } })
})
afterAll(async () => {
  await browser?.close()
  await vedette?.[Symbol.asyncDispose]()
})

async function createToken(scope: string): Promise<{ token: string; id: string }> {
  const made = await runVedette([
    ...['token', 'create', '--name', `${scope} of the story`, '--scope', scope],
    ...['--data', vedette!.dataPath],
  ])
  return { token: made.out.trim(), id: /^Token (\w+) /.exec(made.err)![1]! }
}

it('asks for a token, says what is wrong with one, and lets in with a right one until it is revoked', async () => {
  const [reader, shipper] = [await createToken('read'), await createToken('ingest')]
  await using visitor = await visit(browser!, vedette!.url)
  const { page } = visitor
  await page.goto('/admin/targets')
  const field = page.getByLabel('Token')
  const signIn = async (token: string) => {
    await field.fill(token)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  await signIn('vdt_mistyped')
  await page.getByText('No token like this one was ever created here, or it was mistyped.').waitFor()
  await signIn(shipper.token)
  await page.getByText('The token "ingest of the story" is for ingest; this needs one for read.').waitFor()
  await signIn(reader.token)
  await page.getByRole('navigation').first().waitFor()
  expect(new URL(page.url()).pathname).toBe('/admin/targets')

  // Neither scripts nor the address ever hold it.
  const held = await page.evaluate(
    () => document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage }),
  )
  expect(held).not.toContain('vdt_')
  expect(held).not.toContain('vedette_session')
  const cookies = await page.context().cookies()
  expect(cookies).toEqual([expect.objectContaining({ httpOnly: true, sameSite: 'Strict' })])

  await page.reload()
  await page.getByRole('navigation').first().waitFor()
  await runVedette(['token', 'revoke', reader.id, '--data', vedette!.dataPath])
  await page.reload()
  await page.getByText('The token "read of the story" was revoked on').waitFor()
  await field.waitFor()
  expect(visitor.complaints).toEqual([])
})

it('lets out who signed in, for good', async () => {
  const { token } = await createToken('read')
  await using visitor = await visit(browser!, vedette!.url)
  const { page } = visitor
  await page.goto('/services')
  await page.getByLabel('Token').fill(token)
  await page.keyboard.press('Enter')
  await page.getByRole('navigation').first().waitFor()
  const [copy] = await page.context().cookies()
  await page.getByRole('button', { name: 'Sign out, read of the story' }).click()
  await page.getByLabel('Token').waitFor()
  expect(new URL(page.url()).pathname).toBe('/services')
  expect(await page.context().cookies()).toEqual([])
  await page.context().addCookies([copy!])
  await page.reload()
  await page.getByLabel('Token').waitFor()
  expect(visitor.complaints).toEqual([])
})

it('tells a page of another site in the same browser nothing', async () => {
  const { token } = await createToken('read')
  await using visitor = await visit(browser!, vedette!.url)
  const { page } = visitor
  await page.goto('/')
  await page.getByLabel('Token').fill(token)
  await page.keyboard.press('Enter')
  await page.getByRole('navigation').first().waitFor()
  // The same Vedette by another name is another site to the browser.
  const other = vedette!.url.replace('127.0.0.1', 'localhost')
  await page.goto(other)
  await page.getByLabel('Token').waitFor()
  const answered = await page.evaluate(async url => {
    try {
      return (await fetch(`${url}/api/v1/labels`, { credentials: 'include' })).status
    } catch {
      return 'refused'
    }
  }, vedette!.url)
  expect(answered).toBe('refused')
})
