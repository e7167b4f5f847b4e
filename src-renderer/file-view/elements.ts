/* Elements without a library: the window that shows bytes of others runs as little code as it can (decision 0026). */

/** An element with its class and what stands in it. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  if (className !== '') element.className = className
  element.append(...children)
  return element
}

/** A button with its word, what it does, and its key for who looks. */
export function button(word: string, label: string, onClick: () => void): HTMLButtonElement {
  const element = el('button', '', word)
  element.type = 'button'
  element.title = label
  element.ariaLabel = label
  element.addEventListener('click', onClick)
  return element
}
