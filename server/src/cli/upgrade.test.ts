import { describe, expect, it } from 'vitest'
import { VedetteError } from '../errors.ts'
import { runCommandLine } from './run.ts'
import { type RehearseUpgrade, upgradeCommand } from './upgrade.ts'

async function run(line: string, rehearse: RehearseUpgrade) {
  const out: string[] = []
  const err: string[] = []
  const code = await runCommandLine(line.split(' '), [upgradeCommand(async () => rehearse)], {
    out: text => void out.push(text),
    err: text => void err.push(text),
    env: {},
    cwd: '/nowhere',
  })
  return { code, out, err }
}

describe('vedette upgrade', () => {
  it('says what a start would do', async () => {
    const paths: string[] = []
    const result = await run('upgrade --rehearse --data /srv/vedette', async ({ config, log }) => {
      paths.push(config.dataPath)
      log.info('not worth a line here')
      return { from: 2, to: 3, applied: ['003-dead-letters'], checked: ['series of the last hour'] }
    })
    expect(result).toEqual({
      code: 0,
      out: [
        'The database is at step 2; a start would bring it to step 3:',
        '  003-dead-letters: done on the copy',
        '  series of the last hour: answered',
      ],
      err: [],
    })
    expect(paths).toEqual(['/srv/vedette'])
  })

  it('says that there is nothing to do', async () => {
    const result = await run('upgrade --rehearse', async () => ({ from: 3, to: 3, applied: [], checked: [] }))
    expect(result.out).toEqual(['The database is up to date (step 3); nothing would be done to it.'])
  })

  it('fails where the start would', async () => {
    const result = await run('upgrade --rehearse', async () => {
      throw new VedetteError('schema-incompatible', 'a newer version has used the database')
    })
    expect(result).toEqual({ code: 1, out: [], err: ['vedette: a newer version has used the database'] })
  })

  it('does nothing without --rehearse', async () => {
    const result = await run('upgrade', async () => {
      throw new Error('not to be called')
    })
    expect(result).toEqual({
      code: 2,
      out: [],
      err: [
        'vedette: the database is upgraded by the start itself; vedette upgrade --rehearse tries it on a copy first',
      ],
    })
  })
})
