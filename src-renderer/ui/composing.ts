/** True while an input method is composing: no shortcut may fire then (UI-03). */
export const isComposing = (event: {
  isComposing?: boolean
  keyCode?: number
  nativeEvent?: { isComposing: boolean }
}): boolean => event.isComposing === true || event.nativeEvent?.isComposing === true || event.keyCode === 229
