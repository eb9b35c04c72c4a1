/** The environment of a Vedette that a script or a test starts for itself: what the person who runs it has set for theirs must not reach it. */
export function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('VEDETTE_')))
}
