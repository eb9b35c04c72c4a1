/** A kubeconfig file, as kubectl has one: which server, whom to trust and who we are in its current context. */
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import * as z from 'zod'
import type { HttpClientConfig } from '../../../../config/prometheus/types.ts'
import { Secret } from '../../../../config/secret.ts'
import { messageOf } from '../../../../errors.ts'

export interface Access {
  /** Without a slash at its end. */
  readonly server: string
  readonly http: HttpClientConfig
}

// kubectl writes `null` for what is empty.
const text = z
  .string()
  .nullish()
  .transform(value => value ?? '')
const flag = z
  .boolean()
  .nullish()
  .transform(value => value ?? false)
function listOf<T extends z.ZodType>(entry: T) {
  return z
    .array(entry)
    .nullish()
    .transform(value => value ?? [])
}
const KUBECONFIG = z.object({
  'current-context': text,
  contexts: listOf(z.object({ name: text, context: z.object({ cluster: text, user: text }) })),
  clusters: listOf(
    z.object({
      name: text,
      cluster: z.object({
        server: text,
        'certificate-authority': text,
        'certificate-authority-data': text,
        'insecure-skip-tls-verify': flag,
        'tls-server-name': text,
        'proxy-url': text,
      }),
    }),
  ),
  users: listOf(
    z.object({
      name: text,
      user: z.object({
        token: text,
        tokenFile: text,
        username: text,
        password: text,
        'client-certificate': text,
        'client-certificate-data': text,
        'client-key': text,
        'client-key-data': text,
        exec: z.unknown().optional(),
        'auth-provider': z.unknown().optional(),
      }),
    }),
  ),
})

type User = z.infer<typeof KUBECONFIG>['users'][number]['user']

/** Throws an Error with a sentence that names the file. */
export async function readKubeconfig(path: string): Promise<Access> {
  try {
    return accessOf(KUBECONFIG.parse(parse(await readFile(path, 'utf8'))), dirname(path))
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? explainIssue(cause) : messageOf(cause)
    throw new Error(`the kubeconfig file ${path} cannot be used: ${reason}`, { cause })
  }
}

function explainIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  return issue === undefined ? error.message : `${issue.path.join('.')}: ${issue.message}`
}

function accessOf(config: z.infer<typeof KUBECONFIG>, directory: string): Access {
  const contextName = config['current-context']
  const context = named(config.contexts, 'context', contextName).context
  const { cluster } = named(config.clusters, 'cluster', context.cluster)
  const user = context.user === '' ? undefined : named(config.users, 'user', context.user).user
  if (user?.exec !== undefined || user?.['auth-provider'] !== undefined) {
    throw new Error(
      `the user ${context.user} gets its token from a program; Vedette takes tokens, certificates and passwords`,
    )
  }
  const file = (name: string): string | undefined => (name === '' ? undefined : resolve(directory, name))
  const ca = decoded(cluster['certificate-authority-data'])
  const cert = decoded(user?.['client-certificate-data'] ?? '')
  const key = decoded(user?.['client-key-data'] ?? '')
  return {
    server: cluster.server.replace(/\/$/, ''),
    http: {
      basicAuth: basicAuthOf(user),
      authorization: authorizationOf(user, file),
      oauth2: undefined,
      tls: {
        ca,
        caFile: ca === undefined ? file(cluster['certificate-authority']) : undefined,
        cert,
        certFile: cert === undefined ? file(user?.['client-certificate'] ?? '') : undefined,
        key: key === undefined ? undefined : new Secret(key),
        keyFile: key === undefined ? file(user?.['client-key'] ?? '') : undefined,
        serverName: cluster['tls-server-name'],
        insecureSkipVerify: cluster['insecure-skip-tls-verify'],
        minVersion: undefined,
        maxVersion: undefined,
      },
      proxy: {
        proxyUrl: cluster['proxy-url'] === '' ? undefined : cluster['proxy-url'],
        noProxy: '',
        proxyFromEnvironment: false,
        proxyConnectHeaders: {},
      },
      followRedirects: true,
      enableHttp2: false,
      headers: {},
    },
  }
}

function named<T extends { readonly name: string }>(entries: readonly T[], kind: string, name: string): T {
  const entry = entries.find(candidate => candidate.name === name)
  if (entry === undefined) throw new Error(`it has no ${kind} ${JSON.stringify(name)}`)
  return entry
}

function basicAuthOf(user: User | undefined): HttpClientConfig['basicAuth'] {
  if (user === undefined || user.username === '') return undefined
  return {
    username: user.username,
    usernameFile: undefined,
    password: new Secret(user.password),
    passwordFile: undefined,
  }
}

/** Of a token and a file with one, the file counts: it may be renewed. */
function authorizationOf(
  user: User | undefined,
  file: (name: string) => string | undefined,
): HttpClientConfig['authorization'] {
  const credentialsFile = file(user?.tokenFile ?? '')
  const token = user?.token ?? ''
  if (credentialsFile !== undefined) return { type: 'Bearer', credentials: undefined, credentialsFile }
  if (token === '') return undefined
  return { type: 'Bearer', credentials: new Secret(token), credentialsFile: undefined }
}

function decoded(base64: string): string | undefined {
  return base64 === '' ? undefined : Buffer.from(base64, 'base64').toString('utf8')
}
