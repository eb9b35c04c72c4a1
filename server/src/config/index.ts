/** The face of the configuration: how it is loaded, and the types that every room may use. */
export { type Changes, changesBetween } from './changes.ts'
export { FLAGS, type Flag } from './flags.ts'
export { type LoadedConfig, type LoadOptions, loadConfig } from './load.ts'
export { type OtlpTranslationSettings, otlpTranslation } from './otlp-translation.ts'
export { ConfigError } from './problem.ts'
export { HIDDEN, Secret, sameSettings } from './secret.ts'
export type { Limits, VedetteConfig } from './settings.ts'
export { formatListenAddress, type ListenAddress } from './value-kinds.ts'
