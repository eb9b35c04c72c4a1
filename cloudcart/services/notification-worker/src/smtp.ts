/** As much of SMTP as it takes to hand one mail to a server: EHLO, AUTH PLAIN, MAIL, RCPT, DATA. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect as connectPlain, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { connect as connectTls } from 'node:tls'
import { NotDelivered } from './channel.ts'

export interface Mail {
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly text: string
}

const TIMEOUT_MS = 10_000

/** `smtp://user:password@host:port`, or `smtps:` for TLS from the start. */
export async function sendBySmtp(url: URL, mail: Mail, signal: AbortSignal): Promise<void> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  const socket = open(url)
  const stop = () => socket.destroy(new Error('given up'))
  const ended = AbortSignal.any([signal, timeout])
  ended.addEventListener('abort', stop, { once: true })
  try {
    await converse(socket, url, mail)
  } catch (error) {
    if (error instanceof NotDelivered) throw error
    if (signal.aborted) throw signal.reason
    const reason = timeout.aborted ? 'timeout' : 'unreachable'
    throw new NotDelivered(reason, `the mail server gave no answer (${(error as Error).message})`)
  } finally {
    ended.removeEventListener('abort', stop)
    socket.destroy()
  }
}

function open(url: URL): Socket {
  const host = url.hostname
  return url.protocol === 'smtps:'
    ? connectTls({ host, port: Number(url.port || 465), servername: host })
    : connectPlain({ host, port: Number(url.port || 25) })
}

async function converse(socket: Socket, url: URL, mail: Mail): Promise<void> {
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]()
  const failed = once(socket, 'error').then(([error]) => Promise.reject(error))
  failed.catch(() => {})

  const answer = async (wanted: number): Promise<void> => {
    for (;;) {
      const { value, done } = await Promise.race([lines.next(), failed])
      if (done === true) throw new Error('the connection ended')
      const [, code, more] = /^(\d{3})([ -]?)/.exec(value) ?? []
      if (more === '-') continue
      if (Number(code) === wanted) return
      throw new NotDelivered('refused', `the mail server answered ${code ?? 'something else'}, not ${wanted}`)
    }
  }
  const say = (line: string, wanted: number): Promise<void> => {
    socket.write(`${line}\r\n`)
    return answer(wanted)
  }

  await answer(220)
  await say('EHLO cloudcart', 250)
  if (url.username !== '') {
    const secret = `\0${decodeURIComponent(url.username)}\0${decodeURIComponent(url.password)}`
    await say(`AUTH PLAIN ${Buffer.from(secret).toString('base64')}`, 235)
  }
  await say(`MAIL FROM:<${mail.from}>`, 250)
  await say(`RCPT TO:<${mail.to}>`, 250)
  await say('DATA', 354)
  await say(`${written(mail)}\r\n.`, 250)
  socket.end('QUIT\r\n')
}

/** Text travels as base64: then no line of it can end the mail or begin a header. */
function written({ from, to, subject, text }: Mail): string {
  return [
    `From: CloudCart <${from}>`,
    `To: <${to}>`,
    `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`,
    `Message-ID: <${randomUUID()}@cloudcart.example>`,
    `Date: ${new Date().toUTCString()}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...(Buffer.from(text)
      .toString('base64')
      .match(/.{1,76}/g) ?? []),
  ].join('\r\n')
}
