/** What is wrong with a script's text, and where. Lines count from 1. */
export class ScriptError extends Error {
  override name = 'ScriptError'
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}
