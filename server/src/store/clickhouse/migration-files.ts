/**
 * The numbered files in `schema/`: what the database must look like, step by step. A file that was released is never edited, a
 * change is the next file. Statements end with `;` at the end of a line and can be run again without harm (IF NOT EXISTS),
 * because a process may die between running one and writing it down.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export const SCHEMA_DIRECTORY = join(import.meta.dirname, 'schema')

export interface Migration {
  readonly number: number
  /** The file's name without its ending: `002-documents`. */
  readonly name: string
  readonly checksum: string
  readonly statements: readonly string[]
}

/** In order. Throws where numbers are missing or used twice: that is a fault of the release, not of the database. */
export async function readMigrations(directory = SCHEMA_DIRECTORY): Promise<Migration[]> {
  const files = (await readdir(directory)).filter(file => file.endsWith('.sql')).sort()
  return Promise.all(
    files.map(async (file, index) => {
      const number = Number(/^(\d{3})-[a-z0-9-]+\.sql$/.exec(file)?.[1])
      if (number !== index + 1) {
        throw new Error(`${join(directory, file)}: expected the migration with number ${index + 1}`)
      }
      return parseMigration(
        number,
        file.slice(0, -'.sql'.length),
        await readFile(join(directory, file), 'utf8'),
      )
    }),
  )
}

export function parseMigration(number: number, name: string, source: string): Migration {
  const text = source.replaceAll('\r\n', '\n')
  return {
    number,
    name,
    checksum: createHash('sha256').update(text).digest('hex'),
    statements: statementsOf(text),
  }
}

function statementsOf(text: string): string[] {
  return text
    .replace(/^[ \t]*--.*$/gm, '')
    .split(/;[ \t]*$/m)
    .map(statement => statement.trim())
    .filter(statement => statement !== '')
}
