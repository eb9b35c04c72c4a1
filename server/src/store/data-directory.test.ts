import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../../testing/temporary-directory.ts'
import { lockDataDirectory, readDataDirectoryOwner } from './data-directory.ts'

const MODULE = JSON.stringify(new URL('./data-directory.ts', import.meta.url).href)

/** A process that takes the lock, says so (or why not), and keeps it until it is killed or its input ends. */
async function otherProcess(path: string) {
  const script = `
    const { lockDataDirectory } = await import(${MODULE})
    try {
      const lock = await lockDataDirectory(${JSON.stringify(path)})
      process.stdout.write('locked')
      process.stdin.resume().on('end', () => lock.release())
    } catch (error) {
      process.stdout.write(error.code)
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const [answer] = await once(child.stdout, 'data')
  return {
    pid: child.pid!,
    answer: String(answer),
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
    end: async () => {
      child.stdin.end()
      await exited
    },
  }
}

describe('the data directory', () => {
  it('is made where it is missing, and says who has it to its owner only', async () => {
    await using directory = await temporaryDirectory()
    const path = join(directory.path, 'deep', 'data')
    const lock = await lockDataDirectory(path, { nowMs: () => 1000 })
    expect(await readDataDirectoryOwner(path)).toEqual({ pid: process.pid, startedMs: 1000 })
    await lock.publish({ url: 'http://127.0.0.1:9090', adminToken: 'secret' })
    expect(await readDataDirectoryOwner(path)).toEqual({
      pid: process.pid,
      startedMs: 1000,
      url: 'http://127.0.0.1:9090',
      adminToken: 'secret',
    })
    expect((await stat(join(path, 'vedette.lock'))).mode & 0o777).toBe(0o600)
    await lock.release()
    await lock.release()
    expect(await readDataDirectoryOwner(path)).toBeUndefined()
  })

  it('excludes a second process, in words that name the first', async () => {
    await using directory = await temporaryDirectory()
    const other = await otherProcess(directory.path)
    expect(other.answer).toBe('locked')
    await expect(lockDataDirectory(directory.path)).rejects.toMatchObject({
      code: 'data-directory-locked',
      message:
        `the data directory ${directory.path} is in use by process ${other.pid}. ` +
        `Stop it first (kill ${other.pid}), or give this one a directory of its own with --data`,
    })
    await other.end()
    await (await lockDataDirectory(directory.path)).release()
  })

  it('excludes the same process too, and says where the first answers', async () => {
    await using directory = await temporaryDirectory()
    const lock = await lockDataDirectory(directory.path)
    await lock.publish({ url: 'http://127.0.0.1:9090', adminToken: 'secret' })
    const second = lockDataDirectory(directory.path)
    await expect(second).rejects.toThrow(`process ${process.pid}, which answers at http://127.0.0.1:9090.`)
    await expect(second).rejects.not.toThrow('secret')
    await lock.release()
  })

  it('is free again as soon as its owner was killed, whatever the file still says', async () => {
    await using directory = await temporaryDirectory()
    for (let round = 0; round < 3; round++) {
      const other = await otherProcess(directory.path)
      expect(other.answer).toBe('locked')
      await other.kill()
      expect(await readDataDirectoryOwner(directory.path)).toMatchObject({ pid: other.pid })
    }
    await (await lockDataDirectory(directory.path)).release()
  })

  it('is not taken for locked because a living process has the dead owner’s number', async () => {
    await using directory = await temporaryDirectory()
    await writeFile(join(directory.path, 'vedette.lock'), JSON.stringify({ pid: process.ppid, startedMs: 1 }))
    const lock = await lockDataDirectory(directory.path)
    expect(await readDataDirectoryOwner(directory.path)).toMatchObject({ pid: process.pid })
    await lock.release()
  })

  it('goes to exactly one of many who come at once after a kill', async () => {
    await using directory = await temporaryDirectory()
    await (await otherProcess(directory.path)).kill()
    const others = await Promise.all(Array.from({ length: 5 }, () => otherProcess(directory.path)))
    expect(others.map(other => other.answer).sort()).toEqual([
      ...Array(4).fill('data-directory-locked'),
      'locked',
    ])
    await Promise.all(others.map(other => other.kill()))
  })

  it('is taken although the file is garbage', async () => {
    await using directory = await temporaryDirectory()
    await writeFile(join(directory.path, 'vedette.lock'), '{"pid":')
    const lock = await lockDataDirectory(directory.path)
    expect(JSON.parse(await readFile(join(directory.path, 'vedette.lock'), 'utf8'))).toMatchObject({
      pid: process.pid,
    })
    await lock.release()
  })

  it('says which directory can not be used and how to name another', async () => {
    await using directory = await temporaryDirectory()
    const file = join(directory.path, 'file')
    await writeFile(file, '')
    await expect(lockDataDirectory(file)).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(/^the data directory .*file can't be used \(--data names it\): /),
    })
  })
})
