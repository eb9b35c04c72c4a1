import { expect, it } from 'vitest'
import { outsideProgram } from './outside-program.ts'

it('is undefined where a program is missing', () => {
  expect(outsideProgram('redis-server', { PATH: '/nowhere' })).toBeUndefined()
})

it('fails instead with CI=true', () => {
  expect(() => outsideProgram('redis-server', { PATH: '/nowhere', CI: 'true' })).toThrow(
    /^redis-server is not installed .*redis-server has it\), and CI=true skips no test$/,
  )
})
