import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'

/** Who sits here, as a watermark names them: name and the short name of the unit of the first post. */
export function whoPrints({ session }: DeskSession, directory: Directory | undefined): { name: string; unit: string } {
  const unit = directory?.units.find((one) => one.id === session.posts[0]?.unitId)
  return { name: session.user.name, unit: unit?.shortName || unit?.name || '' }
}
