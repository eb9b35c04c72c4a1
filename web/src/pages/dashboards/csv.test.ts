import { expect, it } from 'vitest'
import { csvOf } from './csv.ts'
import { framesWith, numbers, texts, times } from './testing/fields.ts'

it('writes rows as spreadsheets read them, and no formulas', () => {
  const [frame] = framesWith([
    times(0, 1_500),
    texts('a "name"', ['x,y', '=HYPERLINK("http://x")']),
    numbers('value', [-1.5, null]),
  ])
  expect(csvOf(frame!)).toBe(
    [
      'Time,"a ""name""",value',
      '1970-01-01T00:00:00.000Z,"x,y",-1.5',
      `1970-01-01T00:00:01.500Z,"'=HYPERLINK(""http://x"")",`,
      '',
    ].join('\r\n'),
  )
})
