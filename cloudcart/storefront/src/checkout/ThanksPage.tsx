import { Link, useParams } from 'react-router'
import { SignedIn } from '../account/SignedIn.tsx'
import { findOrder } from '../api/orders.ts'
import { OrderItems } from '../orders/OrderItems.tsx'
import { shortId } from '../orders/short-id.ts'
import { paths } from '../paths.ts'
import { Icon } from '../ui/Icon.tsx'
import { useLoaded } from '../ui/loading.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { Trouble } from '../ui/Trouble.tsx'

export function ThanksPage() {
  const { id = '' } = useParams()
  return (
    <div className="page narrow">
      <title>Thank you · CloudCart</title>
      <SignedIn to="see this order">
        <Thanks id={id} />
      </SignedIn>
    </div>
  )
}

function Thanks({ id }: { readonly id: string }) {
  const { value, problem, again } = useLoaded('see confirmation', id, call => findOrder(call, id))
  return (
    <>
      <div className="thanks">
        <span className="thanks-mark">
          <Icon name="check" />
        </span>
        <h1>Thank you, your order is confirmed</h1>
        <p className="muted">
          Order <code title={id}>{shortId(id)}</code> is paid, and we are packing it. You can follow every
          step.
        </p>
        <p className="chips">
          <Link className="button primary" to={paths.order(id)}>
            Follow this order
          </Link>
          <Link className="button" to={paths.home}>
            Keep looking around
          </Link>
        </p>
      </div>
      {problem !== undefined && <Trouble problem={problem} again={again} />}
      {value === undefined && problem === undefined && <Skeleton rows={3} />}
      {value !== undefined && <OrderItems order={value} />}
    </>
  )
}
