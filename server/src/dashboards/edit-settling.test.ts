import { readDashboard } from '@vedette/dashboard'
import { describe, expect, it } from 'vitest'
import { type LoggedLine, loggingTo } from '../../testing/dashboards.ts'
import { createMemoryDocuments } from '../../testing/memory-documents.ts'
import { createEditSettling } from './edit-settling.ts'
import { documentId, KIND, saidBy, savedDashboard } from './saved-dashboard.ts'

function fileWith(title: string) {
  const text = JSON.stringify({ title, uid: 'shop', panels: [] })
  const file = { path: 'shop.json', uid: 'shop', title, tags: [], panels: 0, changedMs: 0, error: '' }
  return { byUid: new Map([['shop', { ...file, text, said: saidBy(text) }]]), problems: [] }
}

async function edited() {
  const documents = createMemoryDocuments()
  const { dashboard } = readDashboard({ title: 'Mine', panels: [] })
  for (const project of ['default', 'other'])
    await documents.put({
      kind: KIND,
      id: documentId(project, 'shop'),
      body: savedDashboard({ ...dashboard, uid: 'shop' }, '', undefined),
      author: 'ada',
      basedOn: 0,
    })
  return documents
}

describe('an edit', () => {
  it('stays while the file says something else, and is over in all projects when it says the same', async () => {
    const documents = await edited()
    const settling = createEditSettling({ documents, log: loggingTo([]) })
    await settling.withFiles(fileWith('Theirs'))
    expect(await documents.list(KIND)).toHaveLength(2)
    await settling.withFiles(fileWith('Mine'))
    expect(await documents.list(KIND)).toEqual([])
  })

  it('is compared again when the store did not answer, and only then', async () => {
    const documents = await edited()
    let asked = 0
    const list: typeof documents.list = async (...options) => {
      if (++asked === 1) throw new Error('away')
      return documents.list(...options)
    }
    const lines: LoggedLine[] = []
    const settling = createEditSettling({ documents: { ...documents, list }, log: loggingTo(lines) })
    for (let i = 0; i < 3; i++) await settling.withFiles(fileWith('Mine'))
    expect(asked).toBe(2)
    expect(lines.map(({ level }) => level)).toEqual(['warn', 'info', 'info'])
    expect(await documents.list(KIND)).toEqual([])
  })

  it('that somebody changes meanwhile goes on', async () => {
    const documents = await edited()
    const get: typeof documents.get = async (kind, id) => {
      const found = (await documents.get(kind, id))!
      await documents.put({ kind, id, body: found.body, author: 'bob', basedOn: found.version })
      return found
    }
    const lines: LoggedLine[] = []
    const settling = createEditSettling({ documents: { ...documents, get }, log: loggingTo(lines) })
    await settling.withFiles(fileWith('Mine'))
    expect(lines).toEqual([])
    expect((await documents.list(KIND)).map(({ author }) => author)).toEqual(['bob', 'bob'])
  })
})
