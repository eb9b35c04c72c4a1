import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findNode } from './runtime.mjs'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-runtime-test-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function rootWithNode(name: string, script?: string): string {
  const root = join(folder, name)
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true })
  if (script !== undefined) {
    writeFileSync(join(root, 'node_modules/.bin/node'), `#!/bin/sh\n${script}\n`)
    chmodSync(join(root, 'node_modules/.bin/node'), 0o755)
  }
  return root
}

describe('findNode', () => {
  const old = { path: '/usr/bin/node', version: '20.20.2' }

  it('takes the pinned one', () => {
    const root = rootWithNode('pinned', 'echo v26.10.0')
    expect(findNode(root, old)).toBe(join(root, 'node_modules/.bin/node'))
  })

  it('takes the machine’s own where npm has none for the platform', () => {
    const root = rootWithNode('none')
    expect(findNode(root, { path: '/opt/node', version: '27.1.0' })).toBe('/opt/node')
  })

  it('says what to do where both are missing', () => {
    const root = rootWithNode('neither')
    expect(() => findNode(root, old)).toThrow(
      /needs Node 26 or later: npm has no Node 26 package for .*the Node of this machine is 20\.20\.2\. Install Node 26/,
    )
  })

  it('says that the pinned one does not run here', () => {
    expect(() => findNode(rootWithNode('broken', 'exit 127'), old)).toThrow(
      /can't be used here \(exit code 127\)/,
    )
  })
})

describe('runOn', () => {
  const runtime = JSON.stringify(new URL('./runtime.mjs', import.meta.url).href)
  const wrapper = (script: string): string[] => {
    const path = join(folder, `script-${script.length}.mjs`)
    writeFileSync(path, script)
    return [
      '--input-type=module',
      '-e',
      `import { runOn } from ${runtime}
       process.exitCode = await runOn(process.execPath, ${JSON.stringify([path, 'a', '--b'])}, ${JSON.stringify(folder)})`,
    ]
  }

  it('passes arguments and the exit code on', () => {
    const script = `console.log(process.argv.slice(2).join(' ')); process.exit(3)`
    const { status, stdout } = spawnSync(process.execPath, wrapper(script), { encoding: 'utf8' })
    expect({ status, stdout }).toEqual({ status: 3, stdout: 'a --b\n' })
  })

  it('passes a signal on and waits for the end', async () => {
    const script = `process.on('SIGTERM', () => { console.log('stopping'); process.exit(0) })
                    setInterval(() => {}, 1000); console.log('up')`
    const child = spawn(process.execPath, wrapper(script))
    let output = ''
    child.stdout.on('data', data => {
      output += data
      if (output === 'up\n') child.kill('SIGTERM')
    })
    const [code] = await once(child, 'close')
    expect({ code, output }).toEqual({ code: 0, output: 'up\nstopping\n' })
  })

  it('ends by the signal that ended it', async () => {
    const child = spawn(process.execPath, wrapper(`process.kill(process.pid, 'SIGTERM')`))
    const [, signal] = await once(child, 'close')
    expect(signal).toBe('SIGTERM')
  })
})
