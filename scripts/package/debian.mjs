import { Stop } from '../lib/log.mjs'

/*
 * What electron-builder tells fpm when it wants a Debian package, read without fpm (Debian has none), and the control file
 * written from it. Only what electron-builder 26 says is understood; anything else is PACKAGE-FPM, never passed over.
 */
const single = {
  '-s': 'source',
  '-t': 'target',
  '--architecture': 'architecture',
  '--after-install': 'postinst',
  '--after-remove': 'postrm',
  '--description': 'description',
  '--version': 'version',
  '--package': 'file',
  '--name': 'name',
  '--maintainer': 'maintainer',
  '--vendor': 'vendor',
  '--url': 'url',
  '--category': 'section',
  '--deb-priority': 'priority',
  '--deb-compression': 'compression',
  '--log': 'log',
}
const many = { '-d': 'depends', '--depends': 'depends', '--deb-recommends': 'recommends' }
const alone = ['--force', '--debug']

/** fpm's command line as a value; `places`: what is copied to where, as [from, to]. */
export function readFpmWords(words) {
  const asked = { depends: [], recommends: [], places: [] }
  const rest = [...words]
  while (rest.length > 0) {
    const word = rest.shift()
    const [option, inline] = word.startsWith('--') && word.includes('=') ? splitAt(word, word.indexOf('=')) : [word]
    const value = () => {
      const said = inline ?? rest.shift()
      if (said === undefined) throw new Stop('PACKAGE-FPM', `${option} has no value`)
      return said
    }
    if (alone.includes(option)) continue
    if (Object.hasOwn(single, option)) asked[single[option]] = value()
    else if (Object.hasOwn(many, option)) asked[many[option]].push(value())
    else if (option.startsWith('-') || !word.includes('=')) throw new Stop('PACKAGE-FPM', `${word} is not understood`)
    else asked.places.push(splitAt(word, word.lastIndexOf('=')))
  }
  if (asked.source !== 'dir' || asked.target !== 'deb')
    throw new Stop('PACKAGE-FPM', `only a Debian package from a folder, not ${asked.target} from ${asked.source}`)
  for (const name of ['name', 'version', 'architecture', 'maintainer', 'description', 'file'])
    if (!asked[name]) throw new Stop('PACKAGE-FPM', `no ${name}`)
  return asked
}

const splitAt = (word, at) => [word.slice(0, at), word.slice(at + 1)]

/**
 * DEBIAN/control. The description's first line is the summary; further ones are folded as Debian asks (a space before each, a
 * dot for an empty one). No address: a county's program has no page on the web.
 */
export function controlText(asked, installedKb) {
  const [summary, ...further] = asked.description.split('\n').map((line) => line.trim())
  const fields = [
    ['Package', asked.name],
    ['Version', asked.version],
    ['Architecture', asked.architecture],
    ['Maintainer', asked.maintainer],
    ['Installed-Size', installedKb],
    ['Depends', asked.depends.join(', ')],
    ['Recommends', asked.recommends.join(', ')],
    ['Section', asked.section],
    ['Priority', asked.priority],
    ['Description', [summary, ...further.map((line) => ` ${line || '.'}`)].join('\n')],
  ]
  return fields
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('')
}
