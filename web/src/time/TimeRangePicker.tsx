/** The page's time range: typed, picked from a list, or from a calendar; with its zone and how often it is asked anew. */
import { Clock3, TriangleAlert } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Dialog, DialogTrigger, Input, Label, Popover, TextField } from 'react-aria-components'
import { Button } from '../ui/Button.tsx'
import { CopyButton } from '../ui/CopyButton.tsx'
import { describeRange, formatExact } from './format.ts'
import { parseTyped } from './parse.ts'
import { RefreshButton, RefreshChoice } from './RefreshChoice.tsx'
import { QUICK_RANGES, type ResolvedRange, type TimeRange, type Zone } from './range.ts'
import { type TimeState, useTimeRange } from './useTimeRange.ts'
import './TimeRangePicker.css'

/** Calendars are large, and few open one. */
const DayRange = lazy(async () => ({ default: (await import('./DayRange.tsx')).DayRange }))

export function TimeRangePicker() {
  const time = useTimeRange()
  const { range, zone, unclear } = time
  const name = describeRange(range, zone)
  return (
    <div className="time-range">
      <DialogTrigger>
        <Button
          aria-label={`Time range: ${name}${unclear === undefined ? '' : ', not the one of the address'}`}
        >
          {unclear === undefined ? (
            <Clock3 aria-hidden />
          ) : (
            <TriangleAlert aria-hidden className="time-range-unclear" />
          )}
          <span className="cut">{name}</span>
          {zone === 'utc' ? <span className="quiet">UTC</span> : null}
        </Button>
        <Popover placement="bottom end" className="time-range-popover">
          <Dialog aria-label="Time range" className="time-range-dialog">
            {({ close }) => <Choices time={time} close={close} />}
          </Dialog>
        </Popover>
      </DialogTrigger>
      <RefreshButton />
      <RefreshChoice time={time} />
    </div>
  )
}

function Choices({ time, close }: { readonly time: TimeState; readonly close: () => void }) {
  const { range, unclear, zone, setRange, setZone, resolve } = time
  const pick = (next: TimeRange): void => {
    setRange(next)
    close()
  }
  const { fromMs, toMs } = resolve()
  return (
    <>
      <div className="time-range-typed">
        {unclear === undefined ? null : (
          <p className="time-range-unclear" role="alert">
            The address says from “{unclear.from}” to “{unclear.to}”, which is no time range.
          </p>
        )}
        <TypedRange range={range} zone={zone} onRange={pick} />
        <div className="time-range-zone">
          <p className="quiet">
            {formatExact(fromMs, zone)}
            <br />
            {formatExact(toMs, zone)}
          </p>
          <Button kind="plain" onPress={() => setZone(zone === 'utc' ? 'local' : 'utc')}>
            {zone === 'utc' ? 'Show local' : 'Show UTC'}
          </Button>
        </div>
        <Suspense fallback={<div className="time-range-days" />}>
          <div className="time-range-days">
            <DayRange key={zone} shown={{ fromMs, toMs }} zone={zone} nowMs={Date.now()} onRange={pick} />
          </div>
        </Suspense>
        {/* On a phone there is no room for it in the bar. */}
        <div className="time-range-narrow">
          <RefreshButton />
          <RefreshChoice time={time} />
        </div>
        <div className="time-range-links">
          <CopyLinks shown={{ fromMs, toMs }} />
        </div>
      </div>
      <ul className="time-range-quick" aria-label="Quick ranges">
        {QUICK_RANGES.map(([label, each]) => (
          <li key={label}>
            <Button
              kind="plain"
              aria-pressed={each.from === range.from && each.to === range.to}
              onPress={() => pick(each)}
            >
              {label}
            </Button>
          </li>
        ))}
      </ul>
    </>
  )
}

function TypedRange({
  range,
  zone,
  onRange,
}: {
  readonly range: TimeRange
  readonly zone: Zone
  readonly onRange: (range: TimeRange) => void
}) {
  const [text, setText] = useState('')
  const parsed = parseTyped(text, { nowMs: Date.now(), zone })
  const unclear = text.trim() !== '' && parsed === undefined
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (parsed !== undefined) onRange(parsed)
      }}
    >
      <TextField value={text} onChange={setText} isInvalid={unclear} autoFocus>
        <Label>Type a range</Label>
        <Input placeholder={describeRange(range, zone)} className="time-range-input" />
      </TextField>
      <p className={unclear ? 'time-range-unclear' : 'quiet'} role={unclear ? 'alert' : undefined}>
        {unclear ? 'Nobody could say when that is.' : '45m, yesterday 9am to 10am, 2026-11-20, a Unix time'}
      </p>
    </form>
  )
}

/** The address goes along with the time where its range does; the other link stays where it is. */
function CopyLinks({ shown: { fromMs, toMs } }: { readonly shown: ResolvedRange }) {
  const absolute = new URL(location.href)
  absolute.searchParams.set('from', String(fromMs))
  absolute.searchParams.set('to', String(toMs))
  // Nothing new comes there.
  absolute.searchParams.delete('refresh')
  return (
    <>
      <CopyButton label="Copy link" text={location.href} />
      <CopyButton label="Copy absolute link" text={absolute.href} />
    </>
  )
}
