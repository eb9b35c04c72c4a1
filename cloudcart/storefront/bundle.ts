/** What build.ts runs in a process of its own: `node bundle.ts FOLDER`. The tools' memory goes with it. */
import { build } from 'vite'
import config from './vite.config.ts'

const [, , folder] = process.argv
if (folder === undefined) throw new Error('bundle.ts needs the folder to build into')
await build({
  ...config,
  configFile: false,
  logLevel: 'warn',
  build: { ...config.build, outDir: folder },
})
