/** Puts the caret at the end of the text field of the dialog that has just opened, so one can write or press Ctrl+Enter. */
export function focusWriting(open: boolean): void {
  if (!open) return
  const dialogs = document.querySelectorAll('.ant-modal')
  const field = dialogs[dialogs.length - 1]?.querySelector('textarea')
  field?.focus()
  field?.setSelectionRange(field.value.length, field.value.length)
}
