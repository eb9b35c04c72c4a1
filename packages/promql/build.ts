/**
 * Makes the package as it is published: JavaScript with the model bundled in, types beside it, nothing left to install but RE2.
 *
 *     node packages/promql/build.ts [DIRECTORY]        packages/promql/dist, if none is named
 */
import { execFile } from 'node:child_process'
import { copyFile, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'vite'

const here = dirname(fileURLToPath(import.meta.url))
const root = resolve(here, '../..')
const out = resolve(process.argv[2] ?? join(here, 'dist'))

await rm(out, { recursive: true, force: true })
await bundle()
await types()
await describe()
process.stdout.write(`@vedette/promql stands ready in ${out}: npm publish ${out}\n`)

async function bundle(): Promise<void> {
  await build({
    root: here,
    logLevel: 'warn',
    configFile: false,
    build: {
      outDir: out,
      emptyOutDir: true,
      minify: false,
      sourcemap: true,
      target: 'es2024',
      lib: {
        entry: { index: join(here, 'src/index.ts'), scripts: join(here, 'src/scripts/index.ts') },
        formats: ['es'],
      },
      rolldownOptions: { external: ['re2js'] },
    },
  })
}

/** One declaration for each source. Where they name the model by its package, they get the way to its declarations. */
async function types(): Promise<void> {
  const typesDir = join(out, 'types')
  await mkdir(typesDir, { recursive: true })
  const config = join(out, 'tsconfig.json')
  await writeFile(
    config,
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        declaration: true,
        emitDeclarationOnly: true,
        rootDir: join(root, 'packages'),
        outDir: typesDir,
        // What it needs of the world (AbortSignal, TextEncoder) browsers have, too.
        lib: ['esnext', 'dom'],
        types: [],
        paths: { '@vedette/model': [join(root, 'packages/model/src/index.ts')] },
      },
      files: [join(here, 'src/index.ts'), join(here, 'src/scripts/index.ts')],
      include: [],
    }),
  )
  await promisify(execFile)(join(root, 'node_modules/.bin/tsc'), ['-p', config])
  await rm(config)
  const model = join(typesDir, 'model/src/index.d.ts')
  for await (const file of glob('**/*.d.ts', { cwd: typesDir })) {
    const path = join(typesDir, file)
    const text = await readFile(path, 'utf8')
    const toModel = relative(dirname(path), model).replace('.d.ts', '.ts')
    await writeFile(
      path,
      text.replaceAll("'@vedette/model'", `'${toModel.startsWith('.') ? '' : './'}${toModel}'`),
    )
  }
}

async function describe(): Promise<void> {
  const read = async (file: string) => JSON.parse(await readFile(join(root, file), 'utf8'))
  const { name, version, description, license, type } = await read('packages/promql/package.json')
  const { dependencies } = await read('packages/model/package.json')
  const entry = (at: string) => ({
    types: `./types/promql/src/${at}.d.ts`,
    default: `./${at.split('/')[0]}.js`,
  })
  const manifest = {
    ...{ name, version, description, license, type },
    keywords: ['promql', 'prometheus', 'metrics', 'parser', 'query'],
    exports: { '.': entry('index'), './scripts': entry('scripts/index') },
    dependencies: { re2js: dependencies.re2js },
    engines: { node: '>=22' },
  }
  await writeFile(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await copyFile(join(here, 'README.md'), join(out, 'README.md'))
  await copyFile(join(root, 'LICENSE'), join(out, 'LICENSE'))
}
