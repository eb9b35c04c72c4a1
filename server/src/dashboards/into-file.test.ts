import { type Dashboard, readDashboard } from '@vedette/dashboard'
import { applyPatch } from 'diff'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFileDashboard } from './dashboard-files.ts'
import { filePatch } from './file-patch.ts'
import { fileSaysSame, intoFile } from './into-file.ts'

const FILE = `{
    "title": "Shop",
    "uid": "shop",
    "schemaVersion": 39,
    "tags": [
        "shop"
    ],
    "panels": [
        {
            "type": "timeseries",
            "title": "Orders",
            "id": 4,
            "targets": [
                {
                    "expr": "rate(orders_total[5m])"
                }
            ]
        },
        {
            "type": "stat",
            "title": "Carts",
            "id": 7
        }
    ],
    "unknown": 1
}
`
const OLD = `${JSON.stringify(
  {
    title: 'Old',
    schemaVersion: 16,
    style: 'dark',
    panels: [
      { type: 'graph', id: 1, title: 'A', targets: [{ expr: 'up' }], yaxes: [{ format: 's' }, {}] },
      { type: 'graph', id: 2, title: 'B', targets: [{ expr: 'up' }], lines: true },
    ],
  },
  undefined,
  2,
)}
`

type Changing = Omit<Record<string, unknown>, 'panels'> & { panels: Record<string, unknown>[] }

function file(text: string) {
  return { text, uid: 'shop', path: 'dashboards/shop.json' }
}

function edited(text: string, edit: (dashboard: Changing) => void): Dashboard {
  const dashboard = structuredClone(readFileDashboard(text, 'shop').dashboard) as unknown as Changing
  edit(dashboard)
  return dashboard as unknown as Dashboard
}

function changedLines(text: string, edit: (dashboard: Changing) => void): string[] {
  const patch = filePatch({ ...file(text), ...REST }, edited(text, edit))
  return patch.split('\n').filter(line => /^[+-](?![+-]{2} )/.test(line))
}

const REST = { title: '', tags: [], panels: 0, changedMs: 0, said: '', error: '' }

describe('an edit in the file', () => {
  it('changes only the lines that say it', () => {
    expect(changedLines(FILE, dashboard => (dashboard.panels[1]!.title = 'Open carts'))).toEqual([
      '-            "title": "Carts",',
      '+            "title": "Open carts",',
    ])
    expect(changedLines(FILE, dashboard => void dashboard.panels.reverse())).toHaveLength(10)
    expect(changedLines(FILE, dashboard => void dashboard.panels.shift())).toHaveLength(10)
    expect(changedLines(FILE, dashboard => (dashboard.refresh = '30s'))).toEqual([
      '-    "unknown": 1',
      '+    "unknown": 1,',
      '+    "refresh": "30s"',
    ])
    expect(changedLines(FILE, dashboard => delete dashboard.unknown)).toEqual([
      '-    ],',
      '-    "unknown": 1',
      '+    ]',
    ])
  })

  it('is none where nothing was edited', () => {
    for (const text of [FILE, OLD, FILE.replace(/\n\s*/g, ''), FILE.trimEnd()])
      expect(
        filePatch(
          { ...file(text), ...REST },
          edited(text, () => {}),
        ),
      ).toBe('')
  })

  it('leaves an older schema alone where nobody touched it', () => {
    expect(changedLines(OLD, dashboard => (dashboard.panels[0]!.title = 'A2'))).toEqual([
      '-      "title": "A",',
      '+      "title": "A2",',
    ])
  })

  it('brings to the newest schema what could not say it otherwise', () => {
    const mine = edited(OLD, dashboard => {
      const { fieldConfig } = dashboard.panels[0] as unknown as {
        fieldConfig: { defaults: { unit: string } }
      }
      fieldConfig.defaults.unit = 'bytes'
    })
    const text = intoFile(file(OLD), mine)
    expect(readDashboard(text).dashboard.panels[0]!.fieldConfig.defaults.unit).toBe('bytes')
    expect(fileSaysSame(file(text), mine)).toBe(true)
  })

  it('keeps the order of keys that the file has', () => {
    const sorted = `${JSON.stringify({ a: 1, panels: [], title: 'Sorted', uid: 'shop' }, undefined, 2)}\n`
    const text = intoFile(
      file(sorted),
      edited(sorted, dashboard => (dashboard.description = 'x')),
    )
    expect(Object.keys(JSON.parse(text))).toEqual(['a', 'description', 'panels', 'title', 'uid'])
  })

  it('has no end where the file has none, and its ends of lines', () => {
    const text = FILE.trimEnd().replaceAll('\n', '\r\n')
    const written = intoFile(
      file(text),
      edited(text, dashboard => (dashboard.title = 'Other')),
    )
    expect(written).toBe(text.replace('"Shop"', '"Other"'))
  })

  it('says what was edited, whatever that is, in a patch that can be applied', () => {
    const panel = fc.record({
      id: fc.integer({ min: 1, max: 9 }),
      type: fc.constantFrom('timeseries', 'graph', 'stat', 'row', 'strange'),
      title: fc.string(),
      targets: fc.array(fc.record({ expr: fc.string(), refId: fc.constantFrom('A', 'B', '') }), {
        maxLength: 3,
      }),
      options: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
    })
    const dashboard = fc.record(
      {
        title: fc.string({ minLength: 1 }),
        description: fc.string(),
        schemaVersion: fc.constantFrom(12, 16, 30, 39),
        panels: fc.array(panel, { maxLength: 5 }),
        tags: fc.array(fc.string(), { maxLength: 3 }),
        more: fc.jsonValue({ maxDepth: 3 }),
      },
      { requiredKeys: ['title'] },
    )
    fc.assert(
      fc.property(dashboard, dashboard, fc.constantFrom(0, 2, '\t'), (before, after, indent) => {
        const text = JSON.stringify(before, undefined, indent)
        const mine = { ...readDashboard(after).dashboard, uid: 'shop' }
        const patch = filePatch({ ...file(text), ...REST }, mine)
        const patched = patch === '' ? text : applyPatch(text, patch)
        expect(patched).not.toBe(false)
        expect(fileSaysSame(file(patched as string), mine)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a patch of everything', () => {
  it('replaces all lines where finding the few would take long', () => {
    const panels = (word: string) =>
      Array.from({ length: 900 }, (_, i) => ({ id: i + 1, type: 'text', title: `${word} ${i}` }))
    const text = JSON.stringify({ title: 'Large', panels: panels('a') }, undefined, 1)
    const mine = { ...readDashboard({ title: 'New', panels: panels('b') }).dashboard, uid: 'shop' }
    const patch = filePatch({ ...file(text), ...REST }, mine)
    expect(patch).toContain('\\ No newline at end of file')
    expect(applyPatch(text, patch)).toBe(intoFile(file(text), mine))
  })
})
