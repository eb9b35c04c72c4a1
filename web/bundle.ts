/** What build.ts runs in a process of its own: `node bundle.ts FOLDER`. The tools' memory goes with it. */
import { stripVTControlCharacters } from 'node:util'
import { build } from 'vite'
import config from './vite.config.ts'

const [, , folder] = process.argv
if (folder === undefined) throw new Error('bundle.ts needs the folder to build into')
try {
  await build({
    ...config,
    configFile: false,
    logLevel: 'silent',
    build: { ...config.build, outDir: folder },
  })
} catch (error) {
  process.stderr.write(stripVTControlCharacters((error as Error).message))
  process.exitCode = 1
}
