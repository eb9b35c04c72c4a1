import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensurePrerequisites, findPrerequisite, PREREQUISITES } from './prerequisites.mjs'

let path = ''
let said: string[] = []
const say = (line: string) => void said.push(line)
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'vedette-path-test-'))
  said = []
})
afterEach(() => rmSync(path, { recursive: true, force: true }))

function addProgram(command: string): void {
  mkdirSync(dirname(join(path, command)), { recursive: true })
  writeFileSync(join(path, command), '#!/bin/sh\n')
  chmodSync(join(path, command), 0o755)
}

const all = () => PREREQUISITES.map(each => each.commands[0]!)

describe('findPrerequisite', () => {
  it('finds a program by any of its names, only where it can be run', () => {
    expect(findPrerequisite('node-exporter', path)).toBeUndefined()
    writeFileSync(join(path, 'prometheus-node-exporter'), '')
    expect(findPrerequisite('node-exporter', path)).toBeUndefined()
    addProgram('node_exporter')
    expect(findPrerequisite('node-exporter', `/nowhere:${path}`)).toBe(join(path, 'node_exporter'))
  })

  it('finds a program that is not on the PATH where its package puts it, the highest version first', () => {
    expect(findPrerequisite('postgresql', '/nowhere', path)).toBeUndefined()
    addProgram('usr/lib/postgresql/9.6/bin/initdb')
    addProgram('usr/lib/postgresql/15/bin/initdb')
    addProgram('usr/lib/postgresql/17/bin/psql')
    const found = join(path, 'usr/lib/postgresql/15/bin/initdb')
    expect(findPrerequisite('postgresql', '/nowhere', path)).toBe(found)
    addProgram('initdb')
    expect(findPrerequisite('postgresql', path, path)).toBe(join(path, 'initdb'))
  })

  it('knows only what is listed', () => {
    expect(() => findPrerequisite('promtol', path)).toThrow(/not listed/)
  })
})

describe('ensurePrerequisites', () => {
  it('is silent when all are there', async () => {
    all().forEach(addProgram)
    await ensurePrerequisites({
      ci: true,
      say,
      path,
      root: path,
      install: () => Promise.reject(new Error('not needed')),
    })
    expect(said).toEqual([])
  })

  it('installs each Debian package once and says so', async () => {
    const installed: string[] = []
    await ensurePrerequisites({
      ci: true,
      say,
      path,
      root: path,
      install: async packages => {
        installed.push(...packages)
        all().forEach(addProgram)
      },
    })
    expect(installed).toEqual([
      'prometheus',
      'prometheus-node-exporter',
      'postgresql',
      'redis-server',
      'kcat',
      'chromium',
    ])
    expect(said).toEqual([
      `installing ${installed.join(', ')} with apt-get, because tests use them as clients`,
    ])
  })

  it('says what will be skipped where nothing can be installed', async () => {
    all()
      .filter(command => command !== 'promtool' && command !== 'prometheus-node-exporter')
      .forEach(addProgram)
    await ensurePrerequisites({ ci: false, say, path, root: path, install: undefined })
    expect(said).toEqual([
      'promtool is missing; tests will be skipped: those that ask the HTTP API and check /metrics with promtool',
      'node-exporter is missing; tests will be skipped: those that scrape a real node exporter',
    ])
  })

  it('fails in CI and gives apt’s reason', async () => {
    const install = () => Promise.reject(new Error('apt-get update ended with 100'))
    await expect(ensurePrerequisites({ ci: true, say, path, root: path, install })).rejects.toThrow(
      /CI=true skips no test\. prometheus is missing \(apt-get update ended with 100\)/,
    )
  })
})
