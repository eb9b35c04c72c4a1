import { describe, expect, it } from 'vitest'
import { SILENT_LOG } from '../self/log.ts'
import { createGroupCommit } from './group-commit.ts'

class Lines {
  lines: string[] = []
  get count() {
    return this.lines.length
  }
  get bytes() {
    return this.lines.join('').length
  }
  clear() {
    this.lines = []
  }
}

/** A store whose writes wait until the test lets them go on. */
function harness(options: { lingerMs?: number; transient?: boolean; silenceMs?: number } = {}) {
  const writes: { lines: string[]; done: () => void; fail: (error: Error) => void }[] = []
  const arrivals: (() => void)[] = []
  const lost: string[][] = []
  const commit = createGroupCommit<Lines>({
    signal: 'test',
    createRows: () => new Lines(),
    write: rows =>
      new Promise((resolve, reject) => {
        writes.push({ lines: [...rows.lines], done: resolve, fail: reject })
        arrivals.shift()?.()
      }),
    isTransient: () => options.transient ?? true,
    onLost: rows => void lost.push([...rows.lines]),
    log: SILENT_LOG,
    lingerMs: options.lingerMs ?? 10_000,
    spacingMs: 0,
    ...(options.silenceMs !== undefined && { silenceMs: options.silenceMs }),
  })
  return {
    commit,
    writes,
    lost,
    add(line: string, urgent = true) {
      commit.open.lines.push(line)
      return commit.request(urgent)
    },
    nextWrite: () =>
      writes.length > 0 ? Promise.resolve() : new Promise<void>(resolve => void arrivals.push(resolve)),
  }
}

describe('group commit', () => {
  it('writes a push at once and gathers what comes meanwhile into the next group', async () => {
    const { commit, writes, add, nextWrite } = harness()
    const first = add('a')
    const second = add('b')
    const third = add('c')
    expect(writes.map(write => write.lines)).toEqual([['a']])
    expect(commit.pendingBytes).toBe(3)
    writes.shift()!.done()
    await first
    await nextWrite()
    expect(writes[0]!.lines).toEqual(['b', 'c'])
    writes.shift()!.done()
    await Promise.all([second, third])
    expect(commit.pendingBytes).toBe(0)
  })

  it('lets scrapes linger, and takes them along with a push', async () => {
    const { writes, add } = harness()
    const scraped = add('scraped', false)
    expect(writes).toHaveLength(0)
    const pushed = add('pushed')
    expect(writes[0]!.lines).toEqual(['scraped', 'pushed'])
    writes[0]!.done()
    await Promise.all([scraped, pushed])
  })

  it('tries the same rows again while the store is only busy, and resolves late rather than never', async () => {
    const { commit, writes, add, nextWrite } = harness()
    const waiting = add('a')
    writes.shift()!.fail(new Error('no space left'))
    await nextWrite()
    expect(commit.trouble?.reason).toBe('no space left')
    expect(writes[0]!.lines).toEqual(['a'])
    writes[0]!.done()
    await waiting
    expect(commit.trouble).toBeUndefined()
  })

  it('gives rows up that the store refuses for good, says so, and goes on', async () => {
    const { writes, lost, add, nextWrite } = harness({ transient: false })
    const refused = add('bad')
    writes.shift()!.fail(new Error('type mismatch'))
    await expect(refused).rejects.toThrow('the store refused the batch: type mismatch')
    expect(lost).toEqual([['bad']])
    const next = add('good')
    await nextWrite()
    writes[0]!.done()
    await next
  })

  it('writes one group at a time also while it closes', async () => {
    const { commit, writes, add, nextWrite } = harness({ lingerMs: 1 })
    const lingering = add('lingering', false)
    const closing = commit.close(10_000)
    const late = add('late')
    // The timer of the first would have gone off before this one.
    await new Promise(resolve => setTimeout(resolve, 3))
    expect(writes.map(write => write.lines)).toEqual([['lingering']])
    writes.shift()!.done()
    await lingering
    await nextWrite()
    writes.shift()!.done()
    await Promise.all([late, closing])
  })

  it('writes what is pending when it closes', async () => {
    const { commit, writes, add, nextWrite } = harness()
    const scraped = add('scraped', false)
    const closed = commit.close(1000)
    await nextWrite()
    writes[0]!.done()
    await Promise.all([scraped, closed])
  })

  it('does not wait longer than the deadline for a store that stays away', async () => {
    const { commit, writes, add } = harness()
    const waiting = add('a')
    const refused = expect(waiting).rejects.toThrow(
      'the store did not take the batch before the process stopped: gone',
    )
    const closed = commit.close(0)
    writes[0]!.fail(new Error('gone'))
    await closed
    await refused
  })

  it('gives up by the deadline what a write that hangs and those after it hold', async () => {
    const { commit, writes, add } = harness()
    const words = 'before the process stopped: the write under way has not ended'
    const hanging = expect(add('a')).rejects.toThrow(words)
    const next = expect(add('b')).rejects.toThrow(words)
    await commit.close(5)
    await Promise.all([hanging, next])
    writes.shift()!.fail(new Error('gone'))
    await new Promise(resolve => setImmediate(resolve))
    expect(writes).toEqual([])
  })

  it('is in trouble when a write neither ends nor fails', async () => {
    const { commit, writes, add } = harness({ silenceMs: 0 })
    expect(commit.trouble).toBeUndefined()
    const waiting = add('a')
    expect(commit.trouble?.reason).toBe('the write under way has not ended')
    writes[0]!.done()
    await waiting
    await new Promise(resolve => setImmediate(resolve))
    expect(commit.trouble).toBeUndefined()
  })
})
