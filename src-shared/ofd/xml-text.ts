/*
 * XML as text, written strictly: every character is one XML 1.0 allows, and comes back as it was.
 */

/**
 * Halves of surrogate pairs, U+FFFE, U+FFFF and control characters but tab and line ends: XML 1.0 §2.2 has no place for them.
 */
const unlawful = /[\p{Cs}\ufffe\uffff]|(?![\t\n\r\u007f-\u009f])\p{Cc}/gu

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // read back as a blank or a line end otherwise (XML 1.0 §2.11, §3.3.3)
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
}

/** Text for an element or an attribute; what XML cannot hold becomes U+FFFD, one for one, so that no place shifts. */
export const escaped = (text: string): string =>
  text.replace(unlawful, '\ufffd').replace(/[&<>"\r\n\t]/g, (sign) => escapes[sign] ?? sign)

/** Attributes in the order given; those without a value are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>

function attributeText(attributes: Attributes): string {
  let out = ''
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) out += ` ${name}="${escaped(String(value))}"`
  return out
}

/** An element of OFD around `inner`, which is XML already. */
export const element = (name: string, attributes: Attributes, inner = ''): string =>
  inner === '' ? `<ofd:${name}${attributeText(attributes)}/>` : `<ofd:${name}${attributeText(attributes)}>${inner}</ofd:${name}>`

/** An element with text in it. */
export const textElement = (name: string, text: string, attributes: Attributes = {}): string =>
  `<ofd:${name}${attributeText(attributes)}>${escaped(text)}</ofd:${name}>`
