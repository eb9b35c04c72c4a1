/** What every document store keeps. `open` gives an empty one; `another` is a second writer over the same documents, as in a second process. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DocumentStore } from './contract.ts'

export interface OpenDocumentStore extends AsyncDisposable {
  readonly store: DocumentStore
  readonly another: DocumentStore
}

export function documentStoreContract(
  name: string,
  open: (nowMs: () => number) => Promise<OpenDocumentStore>,
): void {
  describe(`${name} keeps documents`, () => {
    let opened: OpenDocumentStore
    let store: DocumentStore
    beforeAll(async () => {
      opened = await open(() => 1_790_000_000_000)
      store = opened.store
    }, 60_000)
    afterAll(() => opened[Symbol.asyncDispose](), 60_000)

    const put = (id: string, body: unknown, basedOn: number, by = store) =>
      by.put({ kind: 'dashboard', id, body, author: 'ada', basedOn })

    it('gives back what was put, with version, author and time', async () => {
      const body = { title: 'Ünïcode 🙂', panels: [1, null, true, { a: "it's \\ \n" }] }
      const written = await put('first', body, 0)
      expect(written).toEqual({
        kind: 'dashboard',
        id: 'first',
        version: 1,
        body,
        author: 'ada',
        timeMs: 1_790_000_000_000,
      })
      expect(await store.get('dashboard', 'first')).toEqual(written)
    })

    it('knows nothing of other ids and kinds', async () => {
      await put('known', 1, 0)
      expect(await store.get('dashboard', 'unknown')).toBeUndefined()
      expect(await store.get('silence', 'known')).toBeUndefined()
      expect(await store.list('silence')).toEqual([])
      expect(await store.history('silence', 'known')).toEqual([])
    })

    it('keeps every version, oldest first', async () => {
      for (let version = 0; version < 4; version++) await put('changing', { version }, version)
      const history = await store.history('dashboard', 'changing')
      expect(history.map(document => [document.version, document.body])).toEqual([
        [1, { version: 0 }],
        [2, { version: 1 }],
        [3, { version: 2 }],
        [4, { version: 3 }],
      ])
      expect((await store.get('dashboard', 'changing'))?.version).toBe(4)
    })

    it('lists by the beginning of the id, and fields of what is large', async () => {
      const body = { title: 'Päge "x"', count: 3, tags: ['a'], rest: { large: true } }
      for (const id of ['team%/a', 'team%/b', 'team2/c', 'team%']) await put(id, body, 0)
      await put('team%/b', { title: 'changed' }, 1)
      const fields = ['title', 'tags', 'absent']
      const found = await store.list('dashboard', { idPrefix: 'team%/', fields })
      expect(found.map(({ id, version, body }) => [id, version, body])).toEqual([
        ['team%/a', 1, { title: 'Päge "x"', tags: ['a'] }],
        ['team%/b', 2, { title: 'changed' }],
      ])
      expect((await store.list('dashboard', { idPrefix: 'team2' }))[0]?.body).toEqual(body)
    })

    it('tells the newest of many versions', async () => {
      for (let version = 0; version < 5; version++) await put('long', { version, rest: 'x' }, version)
      await put('long', undefined, 5)
      const told = async (options: Parameters<typeof store.history>[2]) =>
        (await store.history('dashboard', 'long', options)).map(({ version, body }) => [version, body])
      expect(await told({ newest: 2, fields: ['version'] })).toEqual([
        [5, { version: 4 }],
        [6, undefined],
      ])
      expect(await told({ newest: 1, before: 3 })).toEqual([[2, { version: 1, rest: 'x' }]])
      expect(await told({ before: 1 })).toEqual([])
    })

    it('refuses a change to a version that is no longer the last', async () => {
      await put('contested', 'one', 0)
      await put('contested', 'two', 1)
      await expect(put('contested', 'late', 1)).rejects.toMatchObject({
        code: 'conflict',
        status: 409,
        message:
          'dashboard contested is at version 2, the change was made to version 1: somebody else was faster. ' +
          'Load it again and repeat the change',
      })
      await expect(put('contested', 'new', 0)).rejects.toThrow(
        'dashboard contested exists already, at version 2',
      )
      await expect(put('absent', 'x', 3)).rejects.toThrow('dashboard absent is at version 0')
      expect((await store.get('dashboard', 'contested'))?.body).toBe('two')
    })

    it('deletes by a version without a body, and takes the id again', async () => {
      await put('gone', 'here', 0)
      expect(await put('gone', undefined, 1)).toMatchObject({ version: 2, body: undefined })
      expect(await store.get('dashboard', 'gone')).toBeUndefined()
      expect((await store.list('dashboard')).map(document => document.id)).not.toContain('gone')
      expect(await put('gone', 'back', 0)).toMatchObject({ version: 3 })
      expect((await store.history('dashboard', 'gone')).map(document => document.body)).toEqual([
        'here',
        undefined,
        'back',
      ])
    })

    it('lists the last version of each, by id', async () => {
      for (const id of ['c', 'a', 'b'])
        await store.put({ kind: 'listed', id, body: 1, author: 'x', basedOn: 0 })
      await store.put({ kind: 'listed', id: 'a', body: 2, author: 'x', basedOn: 1 })
      await store.put({ kind: 'listed', id: 'b', body: undefined, author: 'x', basedOn: 1 })
      expect(
        (await store.list('listed')).map(document => [document.id, document.version, document.body]),
      ).toEqual([
        ['a', 2, 2],
        ['c', 1, 1],
      ])
    })

    it('lets exactly one of many writers win, and shows all of them the same winner', async () => {
      for (let round = 0; round < 5; round++) {
        const writers = Array.from({ length: 6 }, (_, i) =>
          put(`race ${round}`, i, 0, i % 2 === 0 ? store : opened.another).then(
            document => document,
            error => error.code,
          ),
        )
        const outcomes = await Promise.all(writers)
        const won = outcomes.filter(outcome => outcome !== 'conflict')
        expect(won).toHaveLength(1)
        expect(await store.get('dashboard', `race ${round}`)).toEqual(won[0])
        expect(await opened.another.history('dashboard', `race ${round}`)).toEqual(won)
        expect(await put(`race ${round}`, 'next', 1, opened.another)).toMatchObject({ version: 2 })
      }
    })

    it('keeps null, which is a body, apart from none', async () => {
      await put('null', null, 0)
      expect(await store.get('dashboard', 'null')).toMatchObject({ body: null })
    })

    it('refuses what it can not keep, and says the limit', async () => {
      await expect(put('large', 'x'.repeat(1024 * 1024), 0)).rejects.toMatchObject({
        code: 'limit-exceeded',
        message: 'dashboard large has 1048578 bytes as JSON; a document may have 1048576, a fixed limit',
      })
      await expect(put('', 1, 0)).rejects.toThrow('the id of a dashboard has 1 to 256 characters, not 0')
      await expect(put('x'.repeat(257), 1, 0)).rejects.toThrow('1 to 256 characters, not 257')
      await expect(put('function', () => 1, 0)).rejects.toThrow('the body of dashboard function is not JSON')
      await expect(store.put({ kind: 'No!', id: 'x', body: 1, author: 'x', basedOn: 0 })).rejects.toThrow(
        '"No!" is not a kind of document',
      )
    })

    it('round-trips any JSON under any id', async () => {
      let count = 0
      const id = fc.string({ unit: 'binary', minLength: 1, maxLength: 50 }).map(value => value.toWellFormed())
      await fc.assert(
        fc.asyncProperty(id, fc.jsonValue(), fc.string(), async (id, body, author) => {
          const kind = `any-${count++}`
          const written = await store.put({ kind, id, body, author, basedOn: 0 })
          expect(await store.get(kind, id)).toEqual(written)
          expect(written.body).toEqual(JSON.parse(JSON.stringify(body)))
        }),
        { numRuns: 25 },
      )
    })
  })
}
