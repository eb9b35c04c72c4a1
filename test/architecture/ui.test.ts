import { describe, expect, it } from 'vitest'
import { readSourceFile } from './source-file.ts'
import { forbiddenUiImports } from './ui.ts'

const check = (path: string, specifier: string): string[] =>
  forbiddenUiImports([readSourceFile(path, `import '${specifier}'\n`)])

describe('the walls of the web UI', () => {
  it('keep what draws from what asks', () => {
    expect(check('web/src/chart/Heatmap.tsx', '../api/client.ts')).toEqual([
      'web/src/chart/Heatmap.tsx:1 imports ../api/client.ts: chart may import itself, style, ui',
    ])
    expect(check('web/src/ui/Table.tsx', '../pages/home/HomePage.tsx')).toHaveLength(1)
    expect(check('web/src/ui/Table.tsx', '@tanstack/react-router')).toHaveLength(1)
    expect(check('web/src/ui/Table.tsx', '@tanstack/react-virtual')).toEqual([])
    expect(check('web/src/chart/Heatmap.tsx', '../ui/Button.tsx')).toEqual([])
    expect(check('web/src/pages/home/HomePage.tsx', '../../chart/Sparkline.tsx')).toEqual([])
  })

  it('stand between pages', () => {
    const from = 'web/src/pages/home/HomePage.tsx'
    expect(check(from, '../services/ServicePage.tsx')).toEqual([
      'web/src/pages/home/HomePage.tsx:1 imports ../services/ServicePage.tsx: nobody but routes.tsx knows what the page services is made of',
    ])
    expect(check('web/src/services/ServiceTable.tsx', '../pages/services/ServicePage.tsx')).toHaveLength(1)
    expect(check(from, './Figure.tsx')).toEqual([])
    expect(check(from, '../../services/ServiceTable.tsx')).toEqual([])
    expect(check('web/src/routes.tsx', './pages/home/HomePage.tsx')).toEqual([])
  })
})
