/** The PromQL package as others get it from a registry: packed, unpacked, imported by plain JavaScript and type-checked by TypeScript. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { temporaryDirectory } from '../../server/testing/temporary-directory.ts'
import { runProgram } from './outside-program.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BIN = join(ROOT, 'node_modules/.bin')

let project: string
beforeAll(async () => {
  const directory = await temporaryDirectory()
  project = directory.path
  const built = join(project, 'built')
  const build = await runProgram(process.execPath, [join(ROOT, 'packages/promql/build.ts'), built])
  expect(build).toMatchObject({ code: 0, err: '' })
  const packed = await runProgram('npm', ['pack', '--silent', '--pack-destination', project, built])
  expect(packed.code).toBe(0)
  const installed = join(project, 'node_modules/@vedette/promql')
  await mkdir(installed, { recursive: true })
  const tarball = join(project, packed.out.trim())
  expect(await runProgram('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'])).toMatchObject({
    code: 0,
  })
  // What npm would fetch.
  const { dependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))
  expect(Object.keys(dependencies)).toEqual(['re2js'])
  await symlink(join(ROOT, 'node_modules/re2js'), join(project, 'node_modules/re2js'))
  await writeFile(join(project, 'package.json'), '{"type":"module"}')
  await writeFile(join(project, 'example.ts'), await firstExample())
  return () => directory.remove()
})

/** Of the README, with its answer printed. */
async function firstExample(): Promise<string> {
  const readme = await readFile(join(ROOT, 'packages/promql/README.md'), 'utf8')
  const [, example] = /```ts\n([\s\S]*?)```/.exec(readme)!
  return `${example}
if (value.kind !== 'matrix') throw new TypeError(value.kind)
const numbers: Float64Array = value.series[0]!.column.values
console.log(JSON.stringify([value.series[0]!.labels, Array.from(numbers, number => number.toFixed(6)), warnings]))
`
}

it('runs the example of its README', async () => {
  const run = await runProgram(process.execPath, [join(project, 'example.ts')])
  expect(run).toMatchObject({ code: 0, err: '' })
  expect(JSON.parse(run.out)).toEqual([
    [{ name: 'route', value: '/cart' }],
    ['2.000000', '2.000000', '2.000000', '2.000000', '2.000000', '2.000000'],
    [],
  ])
})

it('brings types that a strict project accepts', async () => {
  const options = {
    ...{ module: 'nodenext', target: 'es2024', strict: true, noEmit: true, skipLibCheck: false },
    ...{ lib: ['esnext', 'dom'], types: [], exactOptionalPropertyTypes: true },
  }
  await writeFile(
    join(project, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: options, files: ['example.ts'] }),
  )
  const check = await runProgram(join(BIN, 'tsc'), ['-p', project])
  expect(check).toMatchObject({ code: 0, out: '' })
})
