/** A process of its own that writes a load, so that its memory is gone when the timing starts: write-load.ts DIR OPTIONS-AS-JSON. */
import { type LoadOptions, writeLoad } from './load-file.ts'

const [dir, options] = process.argv.slice(2)
writeLoad(dir!, JSON.parse(options!) as LoadOptions)
