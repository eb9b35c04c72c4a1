import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { NotDelivered } from './channel.ts'
import { sendBySmtp } from './smtp.ts'

const MAIL = { from: 'a@example.com', to: 'b@example.com', subject: 'Grüße', text: '.\r\nQUIT\r\n.' }

/** A mail server that answers by the first word of each line, and keeps what it heard. */
async function startServer(answers: Record<string, string> = {}) {
  const heard: string[] = []
  const all: Record<string, string> = {
    EHLO: '250-here\r\n250 AUTH PLAIN',
    AUTH: '235 fine',
    MAIL: '250 ok',
    RCPT: '250 ok',
    DATA: '354 go on',
    '.': '250 taken',
    ...answers,
  }
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.write('220 test\r\n')
    createInterface({ input: socket }).on('line', line => {
      heard.push(line)
      const answer = all[line.split(/[ :]/)[0] ?? '']
      if (answer !== undefined) socket.write(`${answer}\r\n`)
    })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  return {
    heard,
    url: (user = '') => new URL(`smtp://${user}127.0.0.1:${port}`),
    [Symbol.asyncDispose]: () => new Promise<void>(done => void server.close(() => done())),
  }
}

const { signal } = new AbortController()

it('hands a mail to the server; no text in it can end it', async () => {
  await using server = await startServer()
  await sendBySmtp(server.url(), MAIL, signal)
  expect(server.heard.slice(0, 4)).toEqual([
    'EHLO cloudcart',
    'MAIL FROM:<a@example.com>',
    'RCPT TO:<b@example.com>',
    'DATA',
  ])
  expect(server.heard.filter(line => line === '.')).toHaveLength(1)
  const coded = server.heard.at(server.heard.indexOf('.') - 1) ?? ''
  expect(Buffer.from(coded, 'base64').toString()).toBe(MAIL.text)
})

it('signs in where the address has a user', async () => {
  await using server = await startServer()
  await sendBySmtp(server.url('me:s%40crets@'), MAIL, signal)
  const [, coded = ''] = /^AUTH PLAIN (.*)$/.exec(server.heard[1] ?? '') ?? []
  expect(Buffer.from(coded, 'base64').toString()).toBe('\0me\0s@crets')
})

it('says that the server refused, or is not there', async () => {
  await using server = await startServer({ RCPT: '550 no such user' })
  const refused = await sendBySmtp(server.url(), MAIL, signal).catch(error => error)
  expect(refused).toBeInstanceOf(NotDelivered)
  expect(refused).toMatchObject({ reason: 'refused', message: 'the mail server answered 550, not 250' })
  const away = await sendBySmtp(new URL('smtp://127.0.0.1:9'), MAIL, signal).catch(error => error)
  expect(away).toMatchObject({ reason: 'unreachable' })
})
