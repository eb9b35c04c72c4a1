/** The page's time range: typed, picked from a list, or from a calendar; with its zone and how often it is asked anew. */
import { Clock3, Copy, Link2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Dialog, DialogTrigger, Input, Label, Popover, TextField } from 'react-aria-components'
import { Button } from '../ui/Button.tsx'
import { describeRange, formatExact } from './format.ts'
import { parseTyped } from './parse.ts'
import { isRelative, QUICK_RANGES, type TimeRange } from './range.ts'
import { REFRESH_CHOICES, type TimeState, useTimeRange } from './useTimeRange.ts'
import './TimeRangePicker.css'

/** Calendars are large, and few open one. */
const DayRange = lazy(async () => ({ default: (await import('./DayRange.tsx')).DayRange }))

export function TimeRangePicker() {
  const time = useTimeRange()
  const { range, zone } = time
  return (
    <div className="time-range">
      <DialogTrigger>
        <Button aria-label={`Time range: ${describeRange(range)}`}>
          <Clock3 aria-hidden />
          {describeRange(range)}
          {zone === 'utc' ? <span className="quiet">UTC</span> : null}
        </Button>
        <Popover placement="bottom end" className="time-range-popover">
          <Dialog aria-label="Time range" className="time-range-dialog">
            {({ close }) => <Choices time={time} close={close} />}
          </Dialog>
        </Popover>
      </DialogTrigger>
      <RefreshChoice time={time} />
    </div>
  )
}

function Choices({ time, close }: { readonly time: TimeState; readonly close: () => void }) {
  const { range, zone, setRange, setZone, resolve } = time
  const pick = (next: TimeRange): void => {
    setRange(next)
    close()
  }
  const { fromMs, toMs } = resolve()
  return (
    <>
      <div className="time-range-typed">
        <TypedRange range={range} onRange={pick} />
        <p className="quiet">
          {formatExact(fromMs, zone)}
          <br />
          {formatExact(toMs, zone)}
        </p>
        <Suspense fallback={<div className="time-range-days" />}>
          <div className="time-range-days">
            <DayRange key={zone} shown={{ fromMs, toMs }} zone={zone} nowMs={Date.now()} onRange={pick} />
          </div>
        </Suspense>
        <div className="time-range-zone">
          <Button kind="plain" onPress={() => setZone(zone === 'utc' ? 'local' : 'utc')}>
            {zone === 'utc' ? 'Show local time' : 'Show UTC'}
          </Button>
          {isRelative(range) ? <CopyLinks fromMs={fromMs} toMs={toMs} /> : null}
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
  onRange,
}: {
  readonly range: TimeRange
  readonly onRange: (range: TimeRange) => void
}) {
  const [text, setText] = useState('')
  const parsed = parseTyped(text)
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
        <Input placeholder={describeRange(range)} className="time-range-input" />
      </TextField>
      <p className={unclear ? 'time-range-unclear' : 'quiet'} role={unclear ? 'alert' : undefined}>
        {unclear ? 'Nobody could say when that is.' : '45m, yesterday 9am, 2026-11-20 to 2026-11-21'}
      </p>
    </form>
  )
}

/** The link of the address bar goes with the time; the other one stays where it is. */
function CopyLinks({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }) {
  const [copied, setCopied] = useState(false)
  const copy = async (): Promise<void> => {
    const url = new URL(location.href)
    url.searchParams.set('from', String(fromMs))
    url.searchParams.set('to', String(toMs))
    await navigator.clipboard.writeText(url.href)
    setCopied(true)
  }
  const Icon = copied ? Copy : Link2
  return (
    <Button kind="plain" onPress={() => void copy()}>
      <Icon aria-hidden />
      {copied ? 'Copied' : 'Copy absolute link'}
    </Button>
  )
}

function RefreshChoice({ time: { refresh, setRefresh } }: { readonly time: TimeState }) {
  return (
    <label className="time-range-refresh">
      <span className="only-spoken">Refresh</span>
      <select
        value={refresh}
        onChange={event => setRefresh(event.target.value)}
        title="How often it is asked anew"
      >
        {REFRESH_CHOICES.map(choice => (
          <option key={choice} value={choice}>
            {choice === 'off' ? 'Refresh off' : `Every ${choice}`}
          </option>
        ))}
      </select>
    </label>
  )
}
