/** E-mail: by SMTP where a server is named; otherwise the mail is written to the log, which is all the demo needs. */
import type { Log } from '../../../kit/logs.ts'
import type { Send } from './channel.ts'
import { sendBySmtp } from './smtp.ts'

/** The shop's customers are made up. Their mail goes to a domain that no mail server has, so a catch-all server can take it. */
const CUSTOMERS = 'customers.cloudcart.example'
const SENDER = 'shop@cloudcart.example'

export function createEmail(smtpUrl: string | undefined, log: Log): Send {
  const server = smtpUrl === undefined ? undefined : new URL(smtpUrl)
  return async ({ userId, title, text }, signal) => {
    const to = `${(userId ?? 'somebody').replace(/[^\w-]/g, '')}@${CUSTOMERS}`
    if (server === undefined) log.info('an e-mail would go out', { to, subject: title })
    else await sendBySmtp(server, { from: SENDER, to, subject: title, text }, signal)
  }
}
