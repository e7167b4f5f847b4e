import fs from 'node:fs'
import path from 'node:path'
import { Stop } from '../lib/log.mjs'
import { root } from '../lib/run.mjs'

/** Licences under which a package may go into the client: they ask for no more than their text. */
const welcome = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'Zlib',
  'Unlicense',
  'CC0-1.0',
  'BlueOak-1.0.0',
])

/**
 * Whether a licence as package.json names it (an SPDX expression) lets a package into the client: of `A OR B` one must, of
 * `A AND B` both. GPL, AGPL, LGPL, an unknown word and none at all do not.
 */
export function isWelcome(expression) {
  if (typeof expression !== 'string') return false
  const words = expression.replaceAll(/[()]/g, ' $& ').trim().split(/\s+/)
  const either = () => {
    let good = both()
    while (words[0] === 'OR') {
      words.shift()
      good = both() || good
    }
    return good
  }
  const both = () => {
    let good = one()
    while (words[0] === 'AND') {
      words.shift()
      good = one() && good
    }
    return good
  }
  const one = () => {
    const word = words.shift()
    if (word !== '(') return welcome.has(word)
    const good = either()
    return words.shift() === ')' && good
  }
  return either() && words.length === 0
}

/** The packages among `packages` that may not be shipped, each as `name@version (licence)`. */
export const unwelcome = (packages) =>
  packages
    .filter(({ licence }) => !isWelcome(licence))
    .map((one) => `${one.name}@${one.version} (${one.licence ?? 'no licence'})`)

const textFile = /^(licen[cs]e|copying|notice|copyright)([._-].*)?$/i

/** The text a package brings along: all its files of licences and notices, one after the other. */
function textOf(folder) {
  return fs
    .readdirSync(folder)
    .filter((name) => textFile.test(name) && fs.statSync(path.join(folder, name)).isFile())
    .toSorted()
    .map((name) => fs.readFileSync(path.join(folder, name), 'utf8').trim())
    .join('\n\n')
}

/** A person as package.json names one: a text, or an object with a name. */
const nameOf = (person) => (typeof person === 'string' ? person : person?.name)

/** What the client is made of, as the build wrote it down: {place, name, version, dev, licence, author, text} of each. */
export function bundledPackages() {
  const lock = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages
  const places = JSON.parse(fs.readFileSync(path.join(root, 'out', 'packages.json'), 'utf8'))
  return places.map((place) => {
    const folder = path.join(root, place)
    const { name, version, license, author } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'))
    return {
      place,
      name,
      version,
      dev: lock[place]?.dev === true,
      licence: license,
      author: nameOf(author),
      text: textOf(folder),
    }
  })
}

/** The texts beside the bundled faces, by the name their first line tells. */
export function faceLicences() {
  const folder = path.join(root, 'src-renderer', 'paper', 'fonts')
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.LICENSE.txt'))
    .toSorted()
    .map((name) => {
      const text = fs.readFileSync(path.join(folder, name), 'utf8').trim()
      return { name: text.split('\n')[0], text }
    })
}

/** The texts beside what is copied into the client as it is (fonts, tables and decoders for PDF), by their place in it. */
export function copiedLicences() {
  const renderer = path.join(root, 'out', 'renderer')
  return fs
    .readdirSync(renderer, { recursive: true })
    .filter((name) => textFile.test(path.basename(name)))
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => ({ name: name.replaceAll('\\', '/'), text: fs.readFileSync(path.join(renderer, name), 'utf8').trim() }))
}

/** Packages that name a licence and bring no text get the standard one, with whoever they say made them. */
function standardText({ licence, author, name }) {
  const file = path.join(root, 'packaging', 'licences', `${licence}.txt`)
  if (!fs.existsSync(file))
    throw new Stop('PACKAGE-LICENCE', `${name} brings no text of its licence ${licence}, and packaging/licences has none`)
  return fs
    .readFileSync(file, 'utf8')
    .trim()
    .replace('<holder>', author || `the authors of ${name}`)
}

const rule = '-'.repeat(80)

/**
 * THIRD-PARTY-LICENSES.txt. A package that may not be shipped is PACKAGE-LICENCE: the build fails, nobody is asked later.
 */
export function licencesText(packages, copied, electron) {
  const bad = unwelcome(packages)
  if (bad.length > 0) throw new Stop('PACKAGE-LICENCE', `may not go into the client: ${bad.join(', ')}`)
  const parts = [
    [
      'Electron',
      `Electron ${electron}: LICENSE.electron.txt beside this file. Chromium and what it holds: LICENSES.chromium.html.`,
    ],
    ...copied.map(({ name, text }) => [name, text]),
    ...packages.map((one) => [`${one.name} ${one.version} (${one.licence})`, one.text || standardText(one)]),
  ]
  const list = parts.map(([title]) => `  ${title}`).join('\n')
  const texts = parts.map(([title, text]) => `${rule}\n${title}\n${rule}\n\n${text}\n`).join('\n')
  return `留痕用到的第三方软件和字体，及其许可全文\n\n${list}\n\n${texts}`
}
