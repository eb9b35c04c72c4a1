import { describe, expect, it } from 'vitest'
import { runCommandLine } from './run.ts'
import { type RehearseUpgrade, upgradeCommand } from './upgrade.ts'

async function run(line: string, rehearse: RehearseUpgrade, env: Record<string, string> = {}) {
  const out: string[] = []
  const err: string[] = []
  const code = await runCommandLine(line.split(' '), [upgradeCommand(async () => rehearse)], {
    out: text => void out.push(text),
    err: text => void err.push(text),
    env,
    cwd: '/srv',
  })
  return { code, out, err }
}

const fine: RehearseUpgrade = async () => ({ ok: true, report: ['All is well.'] })

describe('vedette upgrade --rehearse', () => {
  it('hands on where the data is and says what was seen', async () => {
    const asked: object[] = []
    const result = await run('upgrade --rehearse --data /srv/vedette', async ({ dataPath, database }) => {
      asked.push({ dataPath, database })
      return { ok: true, report: ['Took it from step 2 to 3.', 'The upgrade works on this data.'] }
    })
    expect(result).toEqual({
      code: 0,
      out: ['Took it from step 2 to 3.', 'The upgrade works on this data.'],
      err: [],
    })
    expect(asked).toEqual([{ dataPath: '/srv/vedette', database: 'vedette' }])
  })

  it('fails where the upgrade would', async () => {
    const failing: RehearseUpgrade = async () => ({ ok: false, report: ['The upgrade fails on this data.'] })
    expect(await run('upgrade --rehearse', failing)).toMatchObject({
      code: 1,
      out: ['The upgrade fails on this data.'],
    })
  })

  it('does nothing without --rehearse', async () => {
    const { code, err } = await run('upgrade', fine)
    expect([code, err[0]]).toEqual([
      2,
      'vedette: the database is upgraded by the start itself; vedette upgrade --rehearse tries it on a copy first',
    ])
  })

  it('leaves a server of the user alone', async () => {
    const { code, err } = await run('upgrade --rehearse', fine, {
      VEDETTE_STORE_URL: 'http://clickhouse:8123',
    })
    expect([code, err[0]]).toEqual([
      2,
      'vedette: the database is a server of yours (store.url): restore a backup of it on another one, and start Vedette on that',
    ])
  })
})
