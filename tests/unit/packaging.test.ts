import { expect, it } from 'vitest'
import { controlText, readFpmWords } from '../../scripts/package/debian.mjs'
import { shippedFuses, wrongFuses } from '../../scripts/package/fuses.mjs'
import { readOptions } from '../../scripts/package/kinds.mjs'
import { isWelcome, licencesText, unwelcome, type BundledPackage } from '../../scripts/package/licences.mjs'
import { clientBill } from '../../scripts/package/sbom.mjs'
import { strangeInArchive } from '../../scripts/package/unpacked.mjs'

it.each(['MIT', 'ISC', 'MIT AND Apache-2.0', '(GPL-3.0-only OR MIT)', 'MIT AND (BSD-3-Clause OR AGPL-3.0-only)'])(
  'UP-65 %s may go into the client',
  (licence) => {
    expect(isWelcome(licence)).toBe(true)
  },
)

it.each([
  'GPL-3.0-only',
  'AGPL-3.0-or-later',
  'LGPL-2.1',
  'MIT AND GPL-2.0',
  'SEE LICENSE IN EULA',
  'UNLICENSED',
  'MIT MIT',
  '',
  undefined,
])('UP-65 %s may not', (licence) => {
  expect(isWelcome(licence)).toBe(false)
})

const dependency = (more: Partial<BundledPackage>): BundledPackage => ({
  place: 'node_modules/a',
  name: 'a',
  version: '1.0.0',
  dev: false,
  licence: 'MIT',
  author: undefined,
  text: 'the words of its licence',
  ...more,
})

it('UP-65 one package with AGPL or without a licence ends the build and is named', () => {
  const packages = [dependency({}), dependency({ name: 'b', licence: 'AGPL-3.0' }), dependency({ name: 'c', licence: undefined })]
  expect(unwelcome(packages)).toEqual(['b@1.0.0 (AGPL-3.0)', 'c@1.0.0 (no licence)'])
  expect(() => licencesText(packages, [], '33.2.1')).toThrow('b@1.0.0 (AGPL-3.0), c@1.0.0 (no licence)')
})

it('UP-66 the licences hold every text in full; a package that brings none gets the standard one with its author', () => {
  const silent = dependency({ name: 'silent', author: 'Wang Wu', text: '' })
  const text = licencesText([dependency({}), silent], [{ name: 'Liuhen KaiTi', text: 'SIL OPEN FONT LICENSE' }], '33.2.1')
  expect(text).toContain('the words of its licence')
  expect(text).toContain('SIL OPEN FONT LICENSE')
  expect(text).toMatch(/silent 1\.0\.0[^]*Copyright \(c\) Wang Wu[^]*WITHOUT WARRANTY OF ANY KIND/)
  expect(() => licencesText([dependency({ licence: 'Zlib', text: '' })], [], '33.2.1')).toThrow('brings no text')
})

it('UP-67 the bill lists what is in the client, with the runtime and the faces, and nothing of the server', () => {
  const component = (name: string) => ({ 'bom-ref': `${name}@1.0.0`, name, version: '1.0.0' })
  const whole = {
    metadata: { component: component('main') },
    components: [component('a'), component('b'), component('postgres')],
    dependencies: [{ ref: 'a@1.0.0', dependsOn: ['b@1.0.0', 'postgres@1.0.0'] }, { ref: 'postgres@1.0.0' }],
  }
  const client = {
    name: 'liuhen',
    version: '2.0.0',
    packages: [dependency({}), dependency({ name: 'b' })],
    runtime: [{ name: 'electron', version: '33.2.1' }],
    faces: [{ name: 'faces/kaiti.woff2' }],
  }
  const bill = clientBill(whole, client)
  expect(bill.components.map(({ name }) => name)).toEqual(['a', 'b', 'electron', 'faces/kaiti.woff2'])
  expect(bill.dependencies).toContainEqual({ ref: 'a@1.0.0', dependsOn: ['b@1.0.0'] })
  expect(bill.metadata.component).toMatchObject({ name: 'liuhen', version: '2.0.0', type: 'application' })
  expect(() => clientBill({ ...whole, components: [component('a')] }, client)).toThrow('b@1.0.0')
  const forTests = { ...client, packages: [dependency({ dev: true })] }
  expect(() => clientBill(whole, forTests)).toThrow('a (dev)')
})

const fpmOptions = {
  '-s': 'dir',
  '-t': 'deb',
  '-d': 'libnss3',
  '--depends': 'libasound2 | libasound2t64',
  '--deb-recommends': 'xdg-utils',
  '--deb-compression': 'xz',
  '--architecture': 'amd64',
  '--after-install': '/tmp/in.sh',
  '--after-remove': '/tmp/out.sh',
  '--description': '留痕\n 起草公文\n\n签发',
  '--version': '1.0.0',
  '--package': '/dist/liuhen.deb',
  '--name': 'liuhen',
  '--maintainer': 'IT <it@localhost>',
  '--url': 'https://liuhen.invalid/',
}
const fpmPlaces = ['/dist/a=b/=/opt/liuhen', '/tmp/x.desktop=/usr/share/applications/liuhen.desktop']
const fpmWords = ['--force', ...Object.entries(fpmOptions).flat(), '--category=editors', ...fpmPlaces]

it('UP-62 what electron-builder tells fpm is read, and the control file written as Debian asks', () => {
  const asked = readFpmWords(fpmWords)
  expect(asked).toMatchObject({
    name: 'liuhen',
    section: 'editors',
    compression: 'xz',
    postinst: '/tmp/in.sh',
    postrm: '/tmp/out.sh',
  })
  expect(asked.places).toEqual([
    ['/dist/a=b/', '/opt/liuhen'],
    ['/tmp/x.desktop', '/usr/share/applications/liuhen.desktop'],
  ])
  expect(controlText(asked, 1234)).toBe(`Package: liuhen
Version: 1.0.0
Architecture: amd64
Maintainer: IT <it@localhost>
Installed-Size: 1234
Depends: libnss3, libasound2 | libasound2t64
Recommends: xdg-utils
Section: editors
Description: 留痕
 起草公文
 .
 签发
`)
})

it.each([
  [['--rpm-os', 'linux'], '--rpm-os is not understood'],
  [['--name'], '--name has no value'],
  [['loose'], 'loose is not understood'],
  [['-t', 'rpm'], 'only a Debian package'],
])('UP-62 what fpm would understand and this does not is refused: %j', (more, words) => {
  expect(() => readFpmWords([...fpmWords, ...more])).toThrow(words)
})

it('UP-60 every fuse is written out; one that is different in the program, or not there, is named', () => {
  const fuses = shippedFuses({ e2e: false })
  expect(Object.keys(fuses)).toHaveLength(8)
  expect(wrongFuses(fuses, fuses)).toEqual([])
  const { runAsNode: _, ...older } = fuses
  expect(wrongFuses(fuses, { ...older, onlyLoadAppFromAsar: false })).toEqual(['runAsNode', 'onlyLoadAppFromAsar'])
  expect(wrongFuses(fuses, shippedFuses({ e2e: true }))).toEqual(['enableNodeCliInspectArguments'])
})

it('UP-61 sources, tests, maps and packages are strange in the archive', () => {
  const built = ['/out', '/out/main/index.js', '\\out\\renderer\\faces\\kaiti.woff2', '/package.json']
  const strange = [
    'src-main/index.ts',
    'out/server/main.js',
    'node_modules/pg/index.js',
    'out/main/index.js.map',
    'out/packages.json',
  ]
  expect(strangeInArchive([...built, ...strange])).toEqual(strange)
})

it('UP-69 an option that is not known is refused, never passed over', () => {
  const standard = { dirOnly: false, e2e: false, fast: false, version: undefined, releaseKeys: [] }
  expect(readOptions([])).toEqual({ ...standard, kind: 'linux-x64' })
  expect(readOptions(['--for', 'win-arm64', '--e2e', '--fast', '--dir'])).toEqual({
    ...standard,
    kind: 'win-arm64',
    dirOnly: true,
    e2e: true,
    fast: true,
  })
  const given = readOptions(['--version', '1.2.3', '--release-key', 'a', '--release-key', 'b'])
  expect(given).toEqual({ ...standard, kind: 'linux-x64', version: '1.2.3', releaseKeys: ['a', 'b'] })
  for (const words of [
    ['--for'],
    ['--for', 'mac'],
    ['--for', 'toString'],
    ['--win'],
    ['--version'],
    ['--version', '1.2'],
    ['--release-key'],
  ])
    expect(() => readOptions(words)).toThrow('is not understood')
})
