import { describe, expect, it } from 'vitest'
import { identifier, inlineLarge, int64, joinSql, sql, text, texts, uint64s } from './sql.ts'

describe('sql', () => {
  it('keeps values apart from the text', () => {
    expect(
      sql`SELECT * FROM t WHERE a = ${text("it's\n")} AND b > ${int64(-5)} AND c IN ${texts(['x', "y'"])}`,
    ).toEqual({
      text: 'SELECT * FROM t WHERE a = {p0:String} AND b > {p1:Int64} AND c IN {p2:Array(String)}',
      params: { p0: "it\\'s\\n", p1: '-5', p2: "['x','y\\'']" },
    })
  })

  it('names the placeholders of nested pieces anew', () => {
    const range = sql`t >= ${int64(1)} AND t <= ${int64(2)}`
    const id = sql`id = ${text('x')}`
    expect(sql`SELECT ${int64(0)} WHERE ${joinSql([range, id], ' AND ')}`).toEqual({
      text: 'SELECT {p0:Int64} WHERE t >= {p1:Int64} AND t <= {p2:Int64} AND id = {p3:String}',
      params: { p0: '0', p1: '1', p2: '2', p3: 'x' },
    })
  })

  it('joins any number of pieces, leaving out those that say nothing', () => {
    const pieces = Array.from({ length: 20_000 }, (_, i) => (i % 2 === 0 ? sql`a = ${int64(i)}` : sql``))
    const joined = joinSql(pieces, ' OR ')
    expect(joined.text.split(' OR ')).toHaveLength(10_000)
    expect(joined.text.slice(-16)).toBe('a = {p9999:Int64}'.slice(-16))
    expect(joined.params.p9999).toBe('19998')
    expect(joinSql([], ' AND ')).toEqual({ text: '', params: {} })
  })

  it('takes names of ours as identifiers and nothing else', () => {
    expect(sql`SELECT * FROM ${identifier('db.table_1')}`.text).toBe('SELECT * FROM db.table_1')
    for (const name of ['a b', 'a;', '`a`', '1a', 'a.b.c', ''])
      expect(() => identifier(name)).toThrow('not an identifier')
  })

  it('puts large parameters into the text where they must not be apart', () => {
    const ids = Array.from({ length: 5000 }, (_, i) => BigInt(i) * 1000n)
    const long = "it's ".repeat(5000)
    const query = sql`SELECT ${text('small')}, ${uint64s(ids)}, ${text(long)}, ${texts([long])}`
    const inlined = inlineLarge(query)
    expect(inlined.params).toEqual({ p0: 'small' })
    const escaped = "it\\'s ".repeat(5000)
    const twice = `[\\'${"it\\\\\\'s ".repeat(5000)}\\']`
    expect(inlined.text).toBe(
      `SELECT {p0:String}, CAST('[${ids}]' AS Array(UInt64)), '${escaped}', CAST('${twice}' AS Array(String))`,
    )
    const small = sql`SELECT ${text('small')}`
    expect(inlineLarge(small)).toEqual(small)
  })
})
