import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DatabaseError } from './database.ts'
import { readStatement } from './statement.ts'

describe('readStatement', () => {
  it.each([
    ['select 1', 'SELECT', 'select', false],
    ['  -- first\n /* second */ Insert INTO a VALUES ($1)', 'INSERT', 'insert', true],
    ['WITH a AS (SELECT 1), b AS (DELETE FROM c RETURNING *) UPDATE a SET x = 1', 'UPDATE', 'update', true],
    ['WITH a AS (UPDATE b SET c = 1 RETURNING *) SELECT * FROM a', 'SELECT', 'select', false],
    ['(SELECT 1) UNION SELECT 2', 'UNION', 'select', false],
    ['PRAGMA journal_mode', 'PRAGMA', 'select', false],
  ])('%s', (text, operation, type, changes) => {
    expect(readStatement(text)).toMatchObject({ text, operation, type, changes })
  })

  it('translates placeholders, and nothing that is text, name or comment', () => {
    const { sqliteText, parameters } = readStatement(
      `SELECT $2, $10, '$3 it''s', "$4 ""x", $1 -- $5\n/* $6 ' */`,
    )
    expect(sqliteText).toBe(`SELECT ?2, ?10, '$3 it''s', "$4 ""x", ?1 -- $5\n/* $6 ' */`)
    expect(parameters).toBe(10)
  })

  it('takes an end, and nothing after it', () => {
    expect(readStatement('SELECT 1 ; -- done\n ;').operation).toBe('SELECT')
    expect(() => readStatement("SELECT ';'; SELECT 2")).toThrow(/^one statement at a time/)
    expect(() => readStatement(' ;')).toThrow('the statement is empty')
  })

  it('reads whatever comes, to its end', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom("'", '"', '$1', '$', '--', '/*', '*/', ';', '(', ')', '\n', 'WITH', 'x'),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), parts => {
        const text = parts.join('')
        try {
          const { sqliteText } = readStatement(text)
          expect(sqliteText.length).toBe(text.length)
        } catch (error) {
          expect(error).toBeInstanceOf(DatabaseError)
        }
      }),
    )
  })
})
