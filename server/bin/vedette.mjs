#!/usr/bin/env node
/** `npx vedette <command>`: the same as `npm run vedette -- <command>`. */
import { run } from '../../scripts/run.mjs'

await run('vedette', process.argv.slice(2))
