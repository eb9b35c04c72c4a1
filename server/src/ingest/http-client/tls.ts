/**
 * `tls_config` as options for a connection. Files are looked at for each request and the options are built anew when one
 * has changed, so that a renewed certificate takes effect at once.
 *
 * Without a CA of its own a client trusts what the machine trusts beside node's own list, as Prometheus does: an authority
 * that the administrator installed works without being named.
 */
import tls from 'node:tls'
import type { TlsConfig, TlsVersion } from '../../config/prometheus/types.ts'
import { messageOf } from '../../errors.ts'
import { HttpFailure } from './failure.ts'
import { createFreshFile } from './fresh-file.ts'

export interface TlsOptions {
  readonly secureContext: tls.SecureContext
  readonly servername?: string
  readonly rejectUnauthorized: boolean
}

export interface TlsSource {
  /** The same object for as long as nothing has changed. Throws an HttpFailure that names the setting. */
  current(): Promise<TlsOptions>
}

const VERSIONS: Record<TlsVersion, tls.SecureVersion> = {
  TLS10: 'TLSv1',
  TLS11: 'TLSv1.1',
  TLS12: 'TLSv1.2',
  TLS13: 'TLSv1.3',
}

export function createTlsSource(config: TlsConfig): TlsSource {
  const caFile = fileOf(config.caFile, 'tls_config.ca_file')
  const certFile = fileOf(config.certFile, 'tls_config.cert_file')
  const keyFile = fileOf(config.keyFile, 'tls_config.key_file')
  let built: { ca: string; cert: string; key: string; options: TlsOptions } | undefined
  return {
    async current() {
      const [ca, cert, key] = await Promise.all([
        caFile?.text() ?? config.ca ?? '',
        certFile?.text() ?? config.cert ?? '',
        keyFile?.text() ?? config.key?.reveal() ?? '',
      ])
      if (built === undefined || built.ca !== ca || built.cert !== cert || built.key !== key) {
        built = { ca, cert, key, options: buildOptions(config, ca, cert, key) }
      }
      return built.options
    },
  }
}

function fileOf(path: string | undefined, setting: string) {
  return path === undefined ? undefined : createFreshFile(path, setting)
}

function buildOptions(config: TlsConfig, ca: string, cert: string, key: string): TlsOptions {
  return {
    secureContext: buildContext(config, ca, cert, key),
    rejectUnauthorized: !config.insecureSkipVerify,
    ...(config.serverName === '' ? {} : { servername: config.serverName }),
  }
}

function buildContext(config: TlsConfig, ca: string, cert: string, key: string): tls.SecureContext {
  if ((cert === '') !== (key === '')) {
    const missing = cert === '' ? 'cert_file' : 'key_file'
    throw new HttpFailure(
      'tls',
      `tls_config: a client certificate needs its key and a key its certificate: ${missing} is missing`,
    )
  }
  if (ca !== '' && !ca.includes('-----BEGIN')) {
    throw new HttpFailure('tls', `tls_config: ${config.caFile ?? 'ca'} holds no certificate in PEM format`)
  }
  const { minVersion, maxVersion } = config
  if (ca === '' && cert === '' && minVersion === undefined && maxVersion === undefined) return plainContext()
  const options: tls.SecureContextOptions = { ca: ca === '' ? machineAuthorities() : ca }
  if (cert !== '') Object.assign(options, { cert, key })
  options.minVersion = VERSIONS[minVersion ?? 'TLS12']
  if (maxVersion !== undefined) options.maxVersion = VERSIONS[maxVersion]
  // OpenSSL 3 offers the ciphers of these old versions only at its lowest security level.
  if (minVersion === 'TLS10' || minVersion === 'TLS11') options.ciphers = `${tls.DEFAULT_CIPHERS}:@SECLEVEL=0`
  try {
    return tls.createSecureContext(options)
  } catch (cause) {
    throw new HttpFailure('tls', `tls_config: ${explainContext(config, cause)}`, { cause })
  }
}

function explainContext(config: TlsConfig, cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code ?? ''
  const cert = config.certFile ?? 'cert'
  const key = config.keyFile ?? 'key'
  if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH')
    return `the key in ${key} does not belong to the certificate in ${cert}`
  if (code.startsWith('ERR_OSSL_PEM_')) return `${cert} or ${key} is not in PEM format`
  return `the certificates cannot be used: ${messageOf(cause)}`
}

// Reading the machine's authorities takes some 60 ms, so it happens once, at the first request over https.
let authorities: string[] | undefined
function machineAuthorities(): string[] {
  authorities ??= [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])]
  return authorities
}

let plain: tls.SecureContext | undefined
function plainContext(): tls.SecureContext {
  plain ??= tls.createSecureContext({ ca: machineAuthorities(), minVersion: VERSIONS.TLS12 })
  return plain
}
