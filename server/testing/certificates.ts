/** Real certificates for tests, made by the openssl program in a directory that goes away with the test. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Certificate {
  readonly certFile: string
  readonly keyFile: string
  readonly cert: string
  readonly key: string
}

export interface CertificateAuthority extends Certificate {
  /** Signed by this authority for these names (`DNS:localhost`, `IP:127.0.0.1`); -1 day has expired already. */
  issue(name: string, subjects?: readonly string[], days?: number): Promise<Certificate>
  /** One that signed itself. */
  selfSigned(name: string): Promise<Certificate>
  remove(): Promise<void>
}

export const LOOPBACK_NAMES = ['DNS:localhost', 'IP:127.0.0.1', 'IP:::1']

export async function createAuthority(name = 'Vedette test authority'): Promise<CertificateAuthority> {
  const directory = await mkdtemp(join(tmpdir(), 'vedette-certificates-'))
  const own = await selfSigned(directory, 'ca', name, ['-addext', 'basicConstraints=critical,CA:TRUE'])
  return {
    ...own,
    async issue(file, subjects = LOOPBACK_NAMES, days = 1) {
      const at = (ending: string): string => join(directory, `${file}.${ending}`)
      await writeFile(at('ext'), `subjectAltName=${subjects.join(',')}\n`)
      await openssl(
        'req',
        '-new',
        ...NEW_KEY,
        '-keyout',
        at('key'),
        '-out',
        at('csr'),
        '-subj',
        `/CN=${file}`,
      )
      await signRequest(at('csr'), at('crt'), own, at('ext'), days)
      return load(at('crt'), at('key'))
    },
    selfSigned: file =>
      selfSigned(directory, file, file, ['-addext', `subjectAltName=${LOOPBACK_NAMES.join(',')}`]),
    remove: () => rm(directory, { recursive: true, force: true }),
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

async function selfSigned(
  directory: string,
  file: string,
  name: string,
  more: readonly string[],
): Promise<Certificate> {
  const certFile = join(directory, `${file}.crt`)
  const keyFile = join(directory, `${file}.key`)
  await openssl(
    'req',
    '-x509',
    ...NEW_KEY,
    '-keyout',
    keyFile,
    '-out',
    certFile,
    '-days',
    '1',
    '-subj',
    `/CN=${name}`,
    ...more,
  )
  return load(certFile, keyFile)
}

async function signRequest(
  request: string,
  out: string,
  authority: Certificate,
  extensions: string,
  days: number,
): Promise<void> {
  await openssl(
    'x509',
    '-req',
    '-in',
    request,
    '-out',
    out,
    '-CA',
    authority.certFile,
    '-CAkey',
    authority.keyFile,
    '-CAcreateserial',
    '-extfile',
    extensions,
    '-days',
    String(days),
  )
}

async function load(certFile: string, keyFile: string): Promise<Certificate> {
  return {
    certFile,
    keyFile,
    cert: await readFile(certFile, 'utf8'),
    key: await readFile(keyFile, 'utf8'),
  }
}

async function openssl(...args: string[]): Promise<void> {
  await run('openssl', args)
}
