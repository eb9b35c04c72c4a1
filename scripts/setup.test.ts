import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { firstDifference, pathWithout, SetupError, setUp, whyInstall } from './setup.mjs'
import { withSetupLock } from './setup-lock.mjs'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const LOCK = {
  packages: { '': {}, 'node_modules/zod': { version: '4.6.7', resolved: 'https://r/zod-4.6.7.tgz' } },
}

/** A folder with a lock file and an `npm` that writes what npm ci would, or fails. */
function clone(npmScript = 'mkdir -p node_modules && cp package-lock.json node_modules/.package-lock.json') {
  const root = mkdtempSync(join(tmpdir(), 'vedette-setup-test-'))
  folders.push(root)
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(LOCK))
  const npm = join(root, 'npm')
  writeFileSync(npm, `#!/bin/sh\necho run >> runs\necho "$@" > arguments\n${npmScript}\n`)
  chmodSync(npm, 0o755)
  const said: string[] = []
  return {
    root,
    said,
    setUp: () => setUp({ root, say: line => void said.push(line), npm }),
    runs: () =>
      existsSync(join(root, 'runs')) ? readFileSync(join(root, 'runs'), 'utf8').trim().split('\n').length : 0,
  }
}

describe('setUp', () => {
  it('installs when node_modules is missing, says why, and not a second time', async () => {
    const { setUp, said, runs, root } = clone()
    expect(await setUp()).toEqual({ installed: true })
    expect(said[0]).toContain('because node_modules is missing')
    expect(said.at(-1)).toContain('dependencies are installed')
    expect(readFileSync(join(root, 'arguments'), 'utf8')).toMatch(/^ci .*--include=dev/)
    expect(await setUp()).toEqual({ installed: false })
    expect(runs()).toBe(1)
  })

  it('installs again after an installation that was cut off', async () => {
    const { setUp, said, root } = clone()
    mkdirSync(join(root, 'node_modules'))
    await setUp()
    expect(said[0]).toContain('an earlier installation did not finish')
  })

  it('installs again when the lock file asks for another version', async () => {
    const { setUp, root } = clone()
    await setUp()
    const newer = {
      packages: { 'node_modules/zod': { version: '4.7.0', resolved: 'https://r/zod-4.7.0.tgz' } },
    }
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(newer))
    expect(whyInstall(root)).toBe('zod is 4.6.7 and should be 4.7.0')
    expect(await setUp()).toEqual({ installed: true })
  })

  it('is content with what npm install brought by itself', async () => {
    const { setUp, root, runs } = clone()
    mkdirSync(join(root, 'node_modules'))
    writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify(LOCK, null, 1))
    expect(await setUp()).toEqual({ installed: false })
    expect(runs()).toBe(0)
  })

  it('says in words that npm failed', async () => {
    const { setUp } = clone('exit 7')
    await expect(setUp()).rejects.toThrow(/npm ci failed \(exit code 7\).*Run the command again/)
  })

  it('says in words that npm is not there', async () => {
    const { root } = clone()
    const without = setUp({ root, say: () => {}, npm: join(root, 'no-such-npm') })
    await expect(without).rejects.toThrow(/npm could not be started/)
    await expect(without).rejects.toBeInstanceOf(SetupError)
  })

  it('refuses a folder without a lock file', () => {
    const root = mkdtempSync(join(tmpdir(), 'vedette-setup-test-'))
    folders.push(root)
    expect(() => whyInstall(root)).toThrow(/is the clone complete\?/)
  })
})

describe('firstDifference', () => {
  const platform = { os: 'linux', cpu: 'x64' }
  const none = { packages: {} }
  const wants = (entry: object) => ({ packages: { 'node_modules/x': { version: '1.0.0', ...entry } } })

  it('asks for an optional package only on the platform it is for', () => {
    const forUs = wants({ optional: true, os: ['linux'], cpu: ['x64'] })
    expect(firstDifference(forUs, none, platform)).toBe('x is not installed')
    expect(
      firstDifference(wants({ optional: true, os: 'darwin', cpu: 'x64' }), none, platform),
    ).toBeUndefined()
    expect(firstDifference(wants({ optional: true }), none, platform)).toBeUndefined()
  })

  it('leaves the choice of the C library to npm', () => {
    const musl = wants({ optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] })
    expect(firstDifference(musl, none, platform)).toBeUndefined()
  })

  it('sees another source of the same version', () => {
    expect(firstDifference(wants({ resolved: 'a' }), wants({ resolved: 'b' }), platform)).toMatch(
      /another source/,
    )
  })

  it('names a nested package by its own name', () => {
    const nested = { packages: { 'node_modules/a/node_modules/@s/b': { version: '1.0.0' } } }
    expect(firstDifference(nested, none, platform)).toBe('@s/b is not installed')
  })
})

it('hides the repository’s own binaries from npm', () => {
  expect(
    pathWithout(
      '/repo',
      '/repo/node_modules/.bin:/usr/bin:/repo/node_modules/x/bin:/repo2/node_modules/.bin',
    ),
  ).toBe('/usr/bin:/repo2/node_modules/.bin')
})

describe('withSetupLock', () => {
  it('lets one process of a folder work at a time', async () => {
    const { root, said } = clone()
    const holder = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { withSetupLock } from ${JSON.stringify(new URL('./setup-lock.mjs', import.meta.url).href)}
       await withSetupLock(${JSON.stringify(root)}, () => {}, async () => {
         process.stdout.write('held')
         await new Promise(resolve => process.stdin.once('data', resolve))
       })
       process.exit()`,
    ])
    await once(holder.stdout, 'data')
    const order: string[] = []
    const ended = once(holder, 'exit').then(() => order.push('first ended'))
    const second = withSetupLock(
      root,
      line => {
        said.push(line)
        holder.stdin.write('go')
      },
      async () => void order.push('second works'),
    )
    await Promise.all([second, ended])
    expect(said).toEqual([
      `another set-up of this folder is under way (process ${holder.pid}); waiting for it`,
    ])
    expect(order).toContain('second works')
  })

  it('takes over from a process that died', async () => {
    const { root } = clone()
    execFileSync(process.execPath, [
      '--input-type=module',
      '-e',
      `import { withSetupLock } from ${JSON.stringify(new URL('./setup-lock.mjs', import.meta.url).href)}
       await withSetupLock(${JSON.stringify(root)}, () => {}, async () => process.exit(0))`,
    ])
    expect(
      await withSetupLock(
        root,
        () => {},
        async () => 'done',
      ),
    ).toBe('done')
  })
})
