import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { ServerError } from '../errors.ts'

/** The PEM files of HTTPS: the certificate with its chain, the server's own first, and its key. */
export type TlsFiles = { certificate: string; key: string }
/** What they hold, proved to belong together. `until`: epoch ms. */
export type Tls = { cert: Buffer; key: Buffer; until: number }

/**
 * Reads certificate and key (OP-04). Errors: TLS-FILE (not there, or no PEM), TLS-OPEN (everybody may read the key), TLS-PAIR (the
 * key is another's), TLS-DATES (not valid yet, or no more).
 */
export async function readTls(files: TlsFiles, now: number): Promise<Tls> {
  const [cert, key] = await Promise.all([bytesOf(files.certificate), bytesOf(files.key)])
  if (process.platform !== 'win32' && ((await stat(files.key)).mode & 0o004) !== 0)
    throw new ServerError('TLS-OPEN', `everybody may read ${files.key}`)
  const own = parsed(files.certificate, () => new X509Certificate(cert))
  if (!own.checkPrivateKey(parsed(files.key, () => createPrivateKey(key))))
    throw new ServerError('TLS-PAIR', `${files.key} is not the key of ${files.certificate}`)
  const [from, until] = [Date.parse(own.validFrom), Date.parse(own.validTo)]
  if (now < from || now >= until)
    throw new ServerError('TLS-DATES', `${files.certificate} is valid from ${own.validFrom} to ${own.validTo}`)
  return { cert, key, until }
}

const bytesOf = (path: string): Promise<Buffer> =>
  readFile(path).catch((cause: unknown) => {
    throw new ServerError('TLS-FILE', `${path} cannot be read`, { cause })
  })

function parsed<T>(path: string, parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    throw new ServerError('TLS-FILE', `${path} is no PEM of its kind`, { cause })
  }
}
