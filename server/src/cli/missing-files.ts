/** Files that a configuration names and that are not there: no error, because they may come later, but worth a word. */
import { statSync } from 'node:fs'
import { filesMatching } from '../config/prometheus/glob.ts'
import type { Discovery, HttpClientConfig, PrometheusConfig, TlsConfig } from '../config/prometheus/types.ts'

export function missingDocuments(patterns: readonly string[]): string[] {
  return patterns
    .filter(pattern => filesMatching(pattern).length === 0)
    .map(pattern => `reference.files: no file matches ${pattern}`)
}

export function missingFiles(config: PrometheusConfig): string[] {
  const warnings: string[] = []
  const missing = (where: string, what: string, path: string | undefined): void => {
    if (path !== undefined && !statSync(path, { throwIfNoEntry: false })?.isFile()) {
      warnings.push(`${where}: ${what} ${path} does not exist`)
    }
  }
  const tls = (where: string, { caFile, certFile, keyFile }: TlsConfig): void => {
    missing(where, 'ca_file', caFile)
    missing(where, 'cert_file', certFile)
    missing(where, 'key_file', keyFile)
  }
  const client = (where: string, http: HttpClientConfig): void => {
    missing(where, 'username_file', http.basicAuth?.usernameFile)
    missing(where, 'password_file', http.basicAuth?.passwordFile)
    missing(where, 'credentials_file', http.authorization?.credentialsFile)
    missing(where, 'client_secret_file', http.oauth2?.clientSecretFile)
    for (const { files } of Object.values(http.headers)) {
      for (const file of files) missing(where, 'header file', file)
    }
    tls(where, http.tls)
    if (http.oauth2) tls(where, http.oauth2.tls)
  }
  const discovered = (where: string, discoveries: readonly Discovery[]): void => {
    for (const discovery of discoveries) {
      if (discovery.kind === 'http' || discovery.kind === 'kubernetes') client(where, discovery.http)
      if (discovery.kind === 'kubernetes') missing(where, 'kubeconfig_file', discovery.kubeconfigFile)
      if (discovery.kind !== 'file') continue
      for (const pattern of discovery.files) {
        if (filesMatching(pattern).length === 0) warnings.push(`${where}: no file matches ${pattern}`)
      }
    }
  }
  for (const job of config.scrapeConfigs) {
    const where = `job ${JSON.stringify(job.jobName)}`
    client(where, job.http)
    discovered(where, job.discoveries)
  }
  for (const endpoint of config.remoteWrite) client('remote_write', endpoint.http)
  for (const pattern of [...config.ruleFiles, ...config.scrapeConfigFiles]) {
    if (filesMatching(pattern).length === 0) warnings.push(`no file matches ${pattern}`)
  }
  return warnings
}
