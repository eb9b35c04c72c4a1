/** Whole days, picked from a calendar: the first and the last one. */
import { CalendarDate } from '@internationalized/date'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import {
  Button,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  Heading,
  I18nProvider,
  RangeCalendar,
} from 'react-aria-components'
import type { ResolvedRange, TimeRange, Zone } from './range.ts'
import './DayRange.css'

export interface DayRangeProps {
  readonly shown: ResolvedRange
  readonly zone: Zone
  readonly nowMs: number
  readonly onRange: (range: TimeRange) => void
}

export function DayRange({ shown: { fromMs, toMs }, zone, nowMs, onRange }: DayRangeProps) {
  return (
    // The page's words are English; weeks begin as they do for those who write the day first.
    <I18nProvider locale="en-GB">
      <RangeCalendar
        aria-label="Days"
        className="day-range"
        // The end of a range is the first moment that is no part of it.
        defaultValue={{ start: dayOf(fromMs, zone), end: dayOf(Math.max(fromMs, toMs - 1), zone) }}
        defaultFocusedValue={dayOf(toMs - 1, zone)}
        maxValue={dayOf(nowMs, zone)}
        onChange={({ start, end }) => onRange({ from: start.toString(), to: end.toString() })}
      >
        <header className="day-range-head">
          <Button slot="previous" className="button button-plain">
            <ChevronLeft aria-hidden />
          </Button>
          <Heading className="day-range-month" />
          <Button slot="next" className="button button-plain">
            <ChevronRight aria-hidden />
          </Button>
        </header>
        <CalendarGrid weekdayStyle="short">
          <CalendarGridHeader>
            {day => <CalendarHeaderCell className="day-range-weekday">{day.slice(0, 2)}</CalendarHeaderCell>}
          </CalendarGridHeader>
          <CalendarGridBody>
            {date => <CalendarCell date={date} className="day-range-day" />}
          </CalendarGridBody>
        </CalendarGrid>
      </RangeCalendar>
    </I18nProvider>
  )
}

function dayOf(ms: number, zone: Zone): CalendarDate {
  const date = new Date(ms)
  return zone === 'utc'
    ? new CalendarDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
    : new CalendarDate(date.getFullYear(), date.getMonth() + 1, date.getDate())
}
