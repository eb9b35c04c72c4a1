/** Which rows are open and which annotations are marked: what the dashboard says, save what the address says otherwise. */
import type { AnnotationQuery, Dashboard } from '@vedette/dashboard'
import { useCallback, useMemo } from 'react'
import { useSearchText } from '../../frame/useSearchText.ts'
import { readSwitched, withSwitched } from './switched.ts'

export function useRows({ panels }: Dashboard) {
  const [text, setText] = useSearchText('rows')
  const isCollapsed = useMemo(() => {
    const open = readSwitched(text)
    return (key: string): boolean | undefined => {
      const isOpen = open.get(shortKey(key))
      return isOpen === undefined ? undefined : !isOpen
    }
  }, [text])
  const toggleRow = useCallback(
    (key: string, isShut: boolean) => {
      const id = Number.parseInt(shortKey(key), 10)
      const isUsuallyShut = panels.find(panel => panel.id === id)?.collapsed === true
      setText(withSwitched(text, shortKey(key), !isShut, !isUsuallyShut))
    },
    [text, setText, panels],
  )
  return { isCollapsed, toggleRow }
}

/** Of `panel-5-clone-1` what tells it from other rows. */
function shortKey(key: string): string {
  return key.replace(/^panel-/, '')
}

/** Annotations have nothing of their own but their place: several may have one name. */
export function useSwitchedMarks({ annotations: { list } }: Dashboard) {
  const [text, setText] = useSearchText('marks')
  const isOn = useMemo(() => {
    const on = readSwitched(text)
    return (annotation: AnnotationQuery) => on.get(String(list.indexOf(annotation))) ?? annotation.enable
  }, [text, list])
  const switchMarks = useCallback(
    (annotation: AnnotationQuery, on: boolean) =>
      setText(withSwitched(text, String(list.indexOf(annotation)), on, annotation.enable)),
    [text, setText, list],
  )
  return { isOn, switchMarks }
}
