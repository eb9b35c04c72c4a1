import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { PANEL_TYPES } from './dashboard.ts'
import { LOOKS, PANEL_SUPPORT } from './support.ts'
import { supportPage } from './support-page.ts'

const PAGE = fileURLToPath(new URL('../../../docs/reference/dashboards.md', import.meta.url))

describe('the table of what is supported', () => {
  it('is what docs/reference/dashboards.md says', () => {
    expect(
      readFileSync(PAGE, 'utf8'),
      'run: npm exec --silent -c "node scripts/dashboard-reference.ts" > docs/reference/dashboards.md',
    ).toBe(supportPage())
  })

  it('has every type of panel, and calls nothing both supported and mere looks', () => {
    expect(Object.keys(PANEL_SUPPORT).toSorted()).toEqual([...PANEL_TYPES].toSorted())
    for (const { options, custom = {}, looks = [] } of Object.values(PANEL_SUPPORT)) {
      const supported = [...Object.keys(options), ...Object.keys(custom)]
      expect(supported.filter(path => LOOKS.includes(path) || looks.includes(path))).toEqual([])
    }
  })
})
