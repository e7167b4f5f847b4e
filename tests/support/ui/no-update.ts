import type { UpdateState } from '../../../src-shared/ipc/update.ts'

/** A desk that has the newest release. */
export const noUpdate: UpdateState = { stage: 'none', version: null, notes: '', why: null, share: null, restartAt: null }
