import { afterEach, describe, expect, it } from 'vitest'
import { createReasonLog, createTargetWaiter } from '../../../../testing/discovered-targets.ts'
import { type NameServer, startNameServer } from '../../../../testing/name-server.ts'
import type { DnsDiscovery } from '../../../config/prometheus/types.ts'
import type { DiscoveredTargets } from '../discovered.ts'
import { startDns } from './dns.ts'
import { candidates, NO_SEARCH, parseSearchList, type SearchList } from './resolv-conf.ts'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function nameServer(): Promise<NameServer> {
  const server = await startNameServer()
  cleanups.push(server.close)
  return server
}

function discover(server: string, config: Partial<DnsDiscovery>, searchList: SearchList = NO_SEARCH) {
  const found = createTargetWaiter()
  const reasons = createReasonLog()
  const sources = new Map<string, DiscoveredTargets>()
  const mechanism = startDns(
    { kind: 'dns', names: [], type: 'SRV', port: 0, refreshIntervalMs: 20, ...config },
    {
      set(source, targets) {
        sources.set(source, { source, targets })
        found.onTargets([...sources.values()])
      },
      failed: reasons.failed,
    },
    // A question that is asked again because the machine was busy would be seen twice.
    { servers: [server], searchList, timeoutMs: 60_000 },
  )
  cleanups.push(mechanism.stop)
  return { found, reasons }
}

describe('dns discovery', () => {
  it('turns SRV records into targets', async () => {
    const names = await nameServer()
    names.set('_http._tcp.web.test', [
      { type: 'SRV', target: 'b.web.test', port: 8080 },
      { type: 'SRV', target: 'a.web.test', port: 9090 },
    ])
    const { found } = discover(names.server, { names: ['_http._tcp.web.test'] })
    expect(await found.addresses('a.web.test:9090', 'b.web.test:8080')).toEqual([
      {
        __address__: 'a.web.test:9090',
        __meta_dns_name: '_http._tcp.web.test',
        __meta_dns_srv_record_target: 'a.web.test.',
        __meta_dns_srv_record_port: '9090',
      },
      {
        __address__: 'b.web.test:8080',
        __meta_dns_name: '_http._tcp.web.test',
        __meta_dns_srv_record_target: 'b.web.test.',
        __meta_dns_srv_record_port: '8080',
      },
    ])
  })

  it('turns addresses, mail exchangers and name servers into targets with the port given', async () => {
    const names = await nameServer()
    names.set('web.test', [
      { type: 'A', address: '10.0.0.2' },
      { type: 'A', address: '10.0.0.1' },
      { type: 'AAAA', address: 'fd00:0000:0000:0000:0000:0000:0000:0001' },
      { type: 'MX', exchange: 'mail.web.test' },
      { type: 'NS', host: 'ns.web.test' },
    ])
    const a = discover(names.server, { names: ['web.test'], type: 'A', port: 80 })
    await a.found.addresses('10.0.0.1:80', '10.0.0.2:80')
    const aaaa = discover(names.server, { names: ['web.test'], type: 'AAAA', port: 80 })
    await aaaa.found.addresses('[fd00::1]:80')
    const mx = discover(names.server, { names: ['web.test'], type: 'MX', port: 25 })
    expect(await mx.found.addresses('mail.web.test:25')).toEqual([
      {
        __address__: 'mail.web.test:25',
        __meta_dns_name: 'web.test',
        __meta_dns_mx_record_target: 'mail.web.test.',
      },
    ])
    const ns = discover(names.server, { names: ['web.test'], type: 'NS', port: 53 })
    expect((await ns.found.addresses('ns.web.test:53'))[0]!.__meta_dns_ns_record_target).toBe('ns.web.test.')
  })

  it('follows changes: a name that is gone has no targets, a server that fails changes nothing', async () => {
    const names = await nameServer()
    names.set('web.test', [{ type: 'A', address: '10.0.0.1' }])
    const { found, reasons } = discover(names.server, { names: ['web.test'], type: 'A', port: 80 })
    await found.addresses('10.0.0.1:80')
    names.fail(true)
    expect(await reasons.until('SERVFAIL')).toBe(
      'cannot look up the A records of web.test: the name server reports a failure (SERVFAIL)',
    )
    expect(found.latest().length).toBe(1)
    names.fail(false)
    names.set('web.test', [{ type: 'A', address: '10.0.0.2' }])
    await found.addresses('10.0.0.2:80')
    names.set('web.test', [{ type: 'MX', exchange: 'other' }])
    await found.addresses()
    names.set('web.test', [{ type: 'A', address: '10.0.0.3' }])
    await found.addresses('10.0.0.3:80')
    names.remove('web.test')
    await found.addresses()
  })

  it('tries the search list of the machine', async () => {
    const names = await nameServer()
    names.set('web.shop.cluster', [{ type: 'A', address: '10.0.0.1' }])
    const { found } = discover(
      names.server,
      { names: ['web'], type: 'A', port: 80 },
      { domains: ['other.cluster', 'shop.cluster'], minDots: 1 },
    )
    expect((await found.addresses('10.0.0.1:80'))[0]!.__meta_dns_name).toBe('web')
    expect(names.asked.slice(0, 2)).toEqual(['web.other.cluster', 'web.shop.cluster'])
  })
})

describe('the search list', () => {
  it('is read from resolv.conf', () => {
    expect(
      parseSearchList(
        '# a comment\nnameserver 10.0.0.1\nsearch a.test b.test.\noptions timeout:2 ndots:5 ; more\n',
      ),
    ).toEqual({ domains: ['a.test', 'b.test'], minDots: 5 })
    expect(parseSearchList('')).toEqual(NO_SEARCH)
  })

  it('decides what is asked, and in which order', () => {
    const list = { domains: ['x', 'y'], minDots: 2 }
    expect(candidates('a.b', list)).toEqual(['a.b.x', 'a.b.y', 'a.b'])
    expect(candidates('a.b.c', list)).toEqual(['a.b.c', 'a.b.c.x', 'a.b.c.y'])
    expect(candidates('a.', list)).toEqual(['a'])
  })
})
