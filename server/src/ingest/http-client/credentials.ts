/** The headers that say who we are: basic auth, an authorization header, an OAuth2 token, headers of the configuration. */
import type { HttpClientConfig } from '../../config/prometheus/types.ts'
import { basicAuthorization } from './basic-auth.ts'
import { createFreshFile, type FreshFile } from './fresh-file.ts'
import type { TokenSource } from './oauth2.ts'

export interface Credentials {
  /** Read for each request, as the files and tokens behind them change. */
  headers(signal: AbortSignal | undefined): Promise<Record<string, string | string[]>>
  /** The server said 401: what is cached may be worth nothing any more. */
  refused(): void
}

export function createCredentials(config: HttpClientConfig, tokens: TokenSource | undefined): Credentials {
  const authorization = authorizationOf(config, tokens)
  const custom = Object.entries(config.headers).map(([name, header]) => ({
    name,
    fixed: [...header.values, ...header.secrets.map(secret => secret.reveal())],
    files: header.files.map(path => createFreshFile(path, `http_headers.${name}.files`)),
  }))
  return {
    async headers(signal) {
      const headers: Record<string, string | string[]> = {}
      for (const { name, fixed, files } of custom) {
        const values = [...fixed, ...(await Promise.all(files.map(trimmed)))]
        headers[name.toLowerCase()] = values.length === 1 ? values[0]! : values
      }
      const value = await authorization(signal)
      if (value !== undefined) headers.authorization = value
      return headers
    },
    refused: () => tokens?.forget(),
  }
}

function authorizationOf(
  config: HttpClientConfig,
  tokens: TokenSource | undefined,
): (signal: AbortSignal | undefined) => Promise<string | undefined> {
  const { basicAuth, authorization } = config
  if (basicAuth !== undefined) {
    const userFile = optionalFile(basicAuth.usernameFile, 'basic_auth.username_file')
    const passwordFile = optionalFile(basicAuth.passwordFile, 'basic_auth.password_file')
    return async () => {
      const user = userFile === undefined ? basicAuth.username : await trimmed(userFile)
      const password =
        passwordFile === undefined ? (basicAuth.password?.reveal() ?? '') : await trimmed(passwordFile)
      return basicAuthorization(user, password)
    }
  }
  if (authorization !== undefined) {
    const file = optionalFile(authorization.credentialsFile, 'authorization.credentials_file')
    return async () => {
      const text = file === undefined ? (authorization.credentials?.reveal() ?? '') : await trimmed(file)
      return `${authorization.type} ${text}`
    }
  }
  if (tokens !== undefined) return signal => tokens.authorization(signal)
  return async () => undefined
}

function optionalFile(path: string | undefined, setting: string): FreshFile | undefined {
  return path === undefined ? undefined : createFreshFile(path, setting)
}

async function trimmed(file: FreshFile): Promise<string> {
  return (await file.text()).trim()
}
