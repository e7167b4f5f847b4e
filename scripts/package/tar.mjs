import fs from 'node:fs'
import path from 'node:path'
import { must } from '../lib/run.mjs'

/** The unpacked folder as tar.gz, for systems without Debian's packages: root's own, in the same order every time. */
export async function packTar({ folder, output, name, fast }) {
  const file = path.join(output, 'tar.gz', `${name}.tar.gz`)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const sameEveryTime = ['--sort=name', '--owner=root:0', '--group=root:0', '--mode=u+rwX,go+rX,go-w']
  const top = ['--transform', `flags=r;s|^\\.|${name}|`]
  await must('PACKAGE-TAR', 'tar', ['-C', folder, ...sameEveryTime, ...top, '-I', `gzip -${fast ? 1 : 6}`, '-cf', file, '.'])
  return file
}
