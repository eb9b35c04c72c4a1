import { expect, it } from 'vitest'
import { externalProgram, type Skippable } from './external-program.ts'

const context: Skippable = {
  skip(note) {
    throw new Error(`skipped: ${note}`)
  },
}

it('skips with the reason where a program is missing', () => {
  expect(() => externalProgram(context, 'promtool', { PATH: '/nowhere' })).toThrow(
    "skipped: promtool is not installed (Debian's package prometheus has it)",
  )
})

it('fails instead with CI=true', () => {
  expect(() => externalProgram(context, 'promtool', { PATH: '/nowhere', CI: 'true' })).toThrow(
    /^promtool is not installed .*, and CI=true skips no test$/,
  )
})

it('fits the context of a real test', context => {
  expect(externalProgram(context, 'promtool')).toMatch(/promtool$/)
})
