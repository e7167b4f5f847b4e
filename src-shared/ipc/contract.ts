import { z } from 'zod'
import { changePasswordRequest } from '../organisation/password.ts'
import { commandId, deviceId, documentId, sm3Hex } from '../ids.ts'
import { searchRequest, searchResponse } from '../search/query.ts'
import { bodyResponse, branchResponse, sampleSignIns, session, versionRow, wireCommand } from '../sync/protocol.ts'
import { directory } from '../workflow/directory.ts'
import { attachment } from '../workflow/document-state.ts'
import { adminCalls } from './admin.ts'
import { archiveCalls } from './archive.ts'
import { numberCalls } from './numbers.ts'
import { templateCalls } from './templates.ts'
import { turnCalls } from './turns.ts'
import { updateCalls, updateState } from './update.ts'
import { acknowledged, journalRecord } from './journal-record.ts'
import { sealsResponse } from '../sync/seal-messages.ts'
import { anyPaper, layoutMade, layoutRequest, paperFile, paperFolder, paperSteps, printer, printSetup } from './paper.ts'

/**
 * The only list of calls and events between the page and main. Main checks the sender and parses the input of every
 * call; the preload exposes exactly these names. Sync traffic does not pass here but over a MessagePort between the
 * engine worker and main (`sync/port-messages.ts`).
 */
const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output })

/**
 * Who sits at this desk. `mode` offline: the password opened this desk's own key, the server was not asked. `locked`: the
 * desk is locked (SE-52), every call but `session.*`, `app.info`, `flush.done` and `log.write` answers SE-DESK-LOCKED.
 */
export const deskSession = z.object({
  mode: z.enum(['online', 'offline']),
  device: deviceId,
  session: session.omit({ token: true }),
  locked: z.boolean().optional(),
})
export type DeskSession = z.infer<typeof deskSession>

/**
 * The page's key: 32 bytes for AES-256-GCM of the cache, and the key's id. Another `kid` is another key: what was sealed
 * under the old one is not readable any more, so the cache's database carries the kid in its name.
 */
export const deskKeys = z.object({ kid: z.string(), cache: z.instanceof(Uint8Array) })

/** What the cache held when the page last looked, kept by main outside the cache: a cache that holds less was damaged or exchanged. */
export const canary = z.object({
  instanceId: z.uuid(),
  schema: z.number().int(),
  outboxHigh: z.number().int(),
  counts: z.record(z.string(), z.number().int()),
  at: z.number(),
})
export type Canary = z.infer<typeof canary>

/** Why a cache is set aside: it does not open; a newer desk made it; it holds less than the canary says. */
export const asideReasons = ['SY-CACHE', 'SY-CACHE-NEWER', 'SY-CACHE-SHORT'] as const

/** A command the server has, as this desk's journal kept it. */
export const historyEntry = z.object({ command: wireCommand.omit({ seq: true }), ack: acknowledged })
export type HistoryEntry = z.infer<typeof historyEntry>

/**
 * This machine was reported lost (SE-73): `lost`: nothing opens here, what was not sent is being handed in; `surrendered`:
 * the server has it, everything is being deleted; `wiped`: nothing is left. `at`: epoch ms, since when.
 */
const lostDevice = z.object({ state: z.enum(['lost', 'surrendered', 'wiped']), at: z.number() })
export type LostDevice = z.infer<typeof lostDevice>

export const appInfo = z.object({
  version: z.string(),
  electron: z.string(),
  chrome: z.string(),
  platform: z.string(),
  server: z.string(),
  /** there is no line because of the server's certificate (SE-120) */
  distrusted: z.boolean(),
  userDataFreeBytes: z.number().nullable(),
  /** the file with the licences of what the desk is made of; null where it was not installed from a package */
  licences: z.string().nullable(),
})

/** A picture in the desk's store and its natural size in pixels; the page shows it from `app://liuhen/picture/<sm3>`. */
export const pictureFile = z.object({ sm3: sm3Hex, width: z.number().int().positive(), height: z.number().int().positive() })
export type PictureFile = z.infer<typeof pictureFile>

/** Why a picture does not show: no line to fetch it, not at the server yet (or not for this person), or no picture at all. */
const pictureTrouble = z.enum(['offline', 'missing', 'broken'])
export type PictureTrouble = z.infer<typeof pictureTrouble>

const pickedPictures = z.object({ pictures: z.array(pictureFile), refused: z.array(z.string()) })
export type PickedPictures = z.infer<typeof pickedPictures>

/** What is in a safe copy: documents with unsent work, commands, items of 需处理, commands the server has, files not uploaded yet. */
export const safeCopyCounts = z.object({
  documents: z.number().int().nonnegative(),
  commands: z.number().int().nonnegative(),
  items: z.number().int().nonnegative(),
  history: z.number().int().nonnegative(),
  files: z.number().int().nonnegative(),
  fileBytes: z.number().int().nonnegative(),
})
export type SafeCopyCounts = z.infer<typeof safeCopyCounts>

/** Where a file is: on this desk and at the server (here), on this desk alone (unsent), not on this desk (absent). */
const fileWhere = z.enum(['here', 'unsent', 'absent'])
export type FileWhere = z.infer<typeof fileWhere>

export const calls = {
  'app.info': call(z.void(), appInfo),
  /** null: nothing of a loss is known here. */
  'device.lost': call(z.void(), lostDevice.nullable()),
  'session.current': call(z.void(), deskSession.nullable()),
  /**
   * errors: SE-WRONG-PASSWORD, SE-LOCKED, SE-OFFLINE-UNKNOWN (never signed in here), NET-OFFLINE, NET-SERVER; SE-KEY (this
   * desk's key file is damaged); SE-LOST: this machine was reported lost;
   * SE-SIGN-IN-ONLINE (found again: needs the server once); SE-OLD-PASSWORD: the password was changed elsewhere and only the old one opens what lies
   * on this desk: ask for it (`session.rekey`), or begin anew (`session.beginAnew`).
   */
  'session.signIn': call(z.object({ login: z.string().min(1).max(64), password: z.string().min(1).max(256) }), deskSession),
  'session.signOut': call(z.void(), z.void()),
  /** Locks the desk by the person's wish: resolves once flushed and locked; the event `session.locked` comes before it resolves. */
  'session.lock': call(z.void(), z.void()),
  /** Opens a locked desk for the person who sits at it. errors: SE-WRONG-PASSWORD, SE-LOCKED, SE-KEY, SE-SIGNED-OUT, SE-OLD-PASSWORD */
  'session.unlock': call(z.object({ password: z.string().min(1).max(256) }), deskSession),
  /** The cache's key, for the page's memory only. errors: SE-SIGNED-OUT, SE-DESK-LOCKED */
  'session.keys': call(z.void(), deskKeys),
  /** After SE-OLD-PASSWORD: the old password opens the key, which is then wrapped by the new one. errors: SE-WRONG-PASSWORD, SE-LOCKED, SE-SIGNED-OUT */
  'session.rekey': call(z.object({ oldPassword: z.string().min(1).max(256) }), deskSession),
  /** After SE-OLD-PASSWORD, when nobody knows the old one: key, journal and files are set aside (never deleted), a new key begins. errors: SE-SIGNED-OUT */
  'session.beginAnew': call(z.void(), deskSession),
  /**
   * A person changes their own password; this desk opens with the new one from then on. errors: SE-WRONG-PASSWORD, SE-LOCKED,
   * SE-PASSWORD-SHORT, SE-PASSWORD-LOGIN, SE-PASSWORD-PLAIN, SE-PASSWORD-SAME, SE-PASSWORD-OFFLINE, SE-DESK-LOCKED
   */
  'session.changePassword': call(changePasswordRequest, z.void()),
  'session.sample': call(z.void(), sampleSignIns.nullable()),
  /**
   * Appends and fsyncs; answers when the records are on disk. errors: JR-FULL, JR-IO; JR-FLOOR: under 100 MB free nothing
   * new is begun (SY-86); text that is typed already is taken, and with `kind: 'flush'` everything is.
   */
  'journal.append': call(
    z.object({ records: z.array(journalRecord).min(1).max(1000), kind: z.enum(['new', 'flush']).optional() }),
    z.object({ savedAt: z.number(), seq: z.number().int() }),
  ),
  /** Everything live in this user's journal, oldest first, and how many damaged frames were set aside. */
  'journal.read': call(z.void(), z.object({ records: z.array(journalRecord), damaged: z.number().int() })),
  /**
   * `cmdIds` and `docIds` (unsent text) are gone for good: compaction may drop them. `acks`: commands the server has; they
   * leave `journal.read` and are kept 45 days for `journal.history`. A command named in both is kept.
   */
  'journal.settle': call(
    z.object({ cmdIds: z.array(z.string()), docIds: z.array(documentId), acks: z.array(acknowledged).default([]) }),
    z.void(),
  ),
  /** The commands of the last 45 days the server has, oldest acknowledgement first; read from disk when the cache came back empty. */
  'journal.history': call(z.void(), z.array(historyEntry)),
  /** What the cache held when the page last wrote it; null where there is none or it is damaged. errors: SE-SIGNED-OUT */
  'canary.read': call(z.void(), canary.nullable()),
  'canary.write': call(canary, z.void()),
  /** The county's address book as main keeps it beside the cache (SY-89); null where there is none or it is damaged. */
  'directory.kept': call(z.void(), directory.nullable()),
  /** Every version of a document's body, oldest first, without texts. errors: NET-OFFLINE, NET-SERVER, SY-NOT-FOUND */
  'versions.list': call(z.object({ docId: documentId }), z.array(versionRow)),
  /** One version of a document's body; its hash is checked by who shows it. errors: NET-OFFLINE, NET-SERVER, SY-NOT-FOUND */
  'versions.read': call(z.object({ docId: documentId, version: z.number().int().positive() }), bodyResponse),
  /** Late edits and the version they were made on (未并入的修改). errors: NET-OFFLINE, NET-SERVER, SY-NOT-FOUND, RV-CHAIN */
  'versions.branch': call(z.object({ docId: documentId, branchId: commandId }), branchResponse),
  /** What the county server finds in all this person may read now; nothing of it is kept. errors: NET-OFFLINE, NET-BUSY, SE-NO-SESSION */
  'search.ask': call(searchRequest, searchResponse),
  /**
   * Opens the system's file dialog and takes the chosen file into the desk's store; `file.progress` tells how far it is. null:
   * the dialog was cancelled. errors: AT-TOO-LARGE, AT-UNREAD, AT-CHANGED, AT-FULL, AT-CANCELLED
   */
  'attachment.pick': call(z.object({ docId: documentId }), attachment.nullable()),
  /**
   * Opens an attachment, fetched first where it is not here: PDF and OFD in a window of the desk (PP-60), what else is no program
   * with the system's, after main has asked the person. `from`: who sent it, for that question. errors: AT-MISSING, AT-OFFLINE,
   * AT-DAMAGED, AT-FULL, AT-CANCELLED, AT-PROGRAM, AT-MACRO, AT-OTHER-KIND, AT-NO-PROGRAM, FV-MANY
   */
  'attachment.open': call(z.object({ sm3: sm3Hex, name: z.string(), from: z.string().max(200).optional() }), z.void()),
  /** Stops a file on its way; `id` as `file.progress` gave it. What came of it so far stays. */
  'file.cancel': call(z.object({ id: z.string().max(64) }), z.void()),
  /** Sends a file that is here once more, or goes on with one that was stopped; false where it is not here. */
  'file.send': call(z.object({ sm3: sm3Hex }), z.boolean()),
  /** Where each of these files is, in their order. */
  'file.where': call(z.object({ sm3s: z.array(sm3Hex).max(1000) }), z.array(fileWhere)),
  /** All files of the person's own 待办 and drafts: they stay on this desk whatever the limit (SY-155). */
  'file.pin': call(z.object({ sm3s: z.array(sm3Hex).max(50_000) }), z.void()),
  /** Opens the system's file dialog and takes the chosen pictures into the desk's store; `refused`: a code for each file that was none. */
  'picture.pick': call(z.void(), pickedPictures),
  /** Takes a pasted or dropped picture in. errors: AT-PICTURE-KIND, AT-PICTURE-LARGE, AT-PICTURE-PIXELS, AT-FULL */
  'picture.put': call(z.object({ bytes: z.instanceof(Uint8Array) }), pictureFile),
  /** Asked by a picture that did not show: why. */
  'picture.trouble': call(z.object({ sm3: sm3Hex }), pictureTrouble),
  /** A picture that a pasted text names: 'here', or 'later' where there is no line to ask. errors: AT-MISSING (or not this person's to see) */
  'picture.keep': call(z.object({ sm3: sm3Hex }), z.enum(['here', 'later'])),
  /** Sets the cache folder of IndexedDB aside (never deletes) and restarts the window; used when the cache does not open. */
  'cache.setAside': call(z.object({ reason: z.enum(asideReasons) }), z.void()),
  /** Asks the person where a safe copy is to go. null: cancelled. Then the page marks what is unsent (SY-161) and calls `write`. */
  'safeCopy.place': call(z.void(), z.object({ copyId: z.uuid() }).nullable()),
  /**
   * Writes the copy and proves it; `spoilt`: files of this desk that do not open any more and are not in it. errors: SC-FULL,
   * SC-DENIED, SC-GONE, SC-IO, SC-SPOILT, SC-FILE, SC-BUSY, SC-CANCELLED
   */
  'safeCopy.write': call(
    z.object({ copyId: z.uuid() }),
    z.object({ file: z.string(), bytes: z.number(), spoilt: z.number().int(), counts: safeCopyCounts }),
  ),
  /** Whether a safe copy waits that was given to the desk from outside: `safeCopy.open` then takes that one and asks nothing. */
  'safeCopy.handed': call(z.void(), z.boolean()),
  /**
   * Asks the person for a safe copy and reads its head; `here`: this desk made it. null: cancelled. errors: SC-FOREIGN,
   * SC-NEWER, SC-DAMAGED, SE-OTHER-PERSON, SE-OTHER-COUNTY, SC-GONE, SC-DENIED, SC-IO
   */
  'safeCopy.open': call(
    z.void(),
    z.object({ name: z.string(), madeAt: z.number(), here: z.boolean(), counts: safeCopyCounts }).nullable(),
  ),
  /**
   * Opens that copy with the password of the day it was made, proves all of it, takes its files in and answers its records for
   * the page to take in. errors: SC-PASSWORD, SC-DAMAGED, SC-NO-ROOM, AT-FULL, SC-GONE, SC-IO, SC-BUSY, SC-CANCELLED
   */
  'safeCopy.read': call(
    z.object({ password: z.string().min(1).max(256) }),
    z.object({
      copyId: z.uuid(),
      device: deviceId,
      records: z.array(journalRecord),
      history: z.array(historyEntry),
      files: z.number().int(),
    }),
  ),
  /** Stops the writing or reading of a safe copy; nothing half is left. */
  'safeCopy.cancel': call(z.void(), z.void()),
  /**
   * Asks the person where it is to go and writes one version or sheet as PDF (PP-40); `paper.progress` tells how far it is.
   * `folderId` (`paper.folder`): it goes there, under a name that is free. null: the dialog was cancelled. errors: PP-BODY-CHANGED, PP-DRAW, PP-SLOW, PP-CRASHED, PP-PDF, PP-FULL, PP-DENIED, PP-GONE, PP-IO,
   * PP-BUSY, PP-CANCELLED, PP-WATERMARK (the county asks for one, SE-89)
   */
  'paper.pdf': call(z.object({ jobId: z.uuid(), request: anyPaper, folderId: z.uuid().optional() }), paperFile.nullable()),
  /** The same as OFD. errors: those of `paper.pdf`, PP-FACE-MISSING, those of the file store for a picture */
  'paper.ofd': call(z.object({ jobId: z.uuid(), request: anyPaper, folderId: z.uuid().optional() }), paperFile.nullable()),
  /** Asks the person for the folder many files are to go to; null: cancelled. It is known until the program ends. */
  'paper.folder': call(z.void(), paperFolder.nullable()),
  /**
   * 版式文件: PDF and OFD of the same pages of the 清稿, with the seal where one is given, kept on this desk and sent to the server,
   * which has them when this resolves (WF-42). errors: those of `paper.ofd`, PP-SEAL-MISSING, NET-OFFLINE, NET-BUSY, AT-FULL
   */
  'paper.layout': call(layoutRequest, layoutMade),
  /** The electronic seals the person may press on a document, each with its picture (SE-116). errors: NET-OFFLINE, NET-BUSY, SE-NO-SESSION */
  'paper.seals': call(z.object({ docId: documentId }), sealsResponse),
  /** Prints one version or sheet; resolves once the system has taken it. errors: those of the drawing, PP-NO-PRINTER, PP-PRINT */
  'paper.print': call(z.object({ jobId: z.uuid(), request: anyPaper, setup: printSetup }), z.object({ pages: z.number().int() })),
  /** The printers of this machine, the standard one first. */
  'paper.printers': call(z.void(), z.array(printer)),
  /** Stops a job; nothing half is left. */
  'paper.cancel': call(z.object({ jobId: z.uuid() }), z.void()),
  /** What waits for the person, for tray, title and notices: `arrived` new 待办 since the last call, `urgent` of them 特急 or 加急. */
  'shell.counts': call(
    z.object({
      todo: z.number().int().nonnegative(),
      overdue: z.number().int().nonnegative(),
      attention: z.number().int().nonnegative(),
      arrived: z.number().int().nonnegative(),
      urgent: z.number().int().nonnegative(),
    }),
    z.void(),
  ),
  ...adminCalls,
  ...turnCalls,
  ...archiveCalls,
  ...numberCalls,
  ...templateCalls,
  ...updateCalls,
  /** The page has flushed everything it held (answer to the event flush.request); `failed`: not all of it is on disk. */
  'flush.done': call(z.object({ token: z.string(), failed: z.literal(true).optional() }), z.void()),
  /** A line for the log: a code and numbers, never a title or a name. */
  'log.write': call(
    z.object({ level: z.enum(['info', 'warn', 'error']), code: z.string().max(80), detail: z.string().max(500) }),
    z.void(),
  ),
} as const

export const events = {
  /** connection as main sees it */
  'connection.state': z.object({
    state: z.enum(['online', 'offline', 'auth']),
    since: z.number(),
    /** offline because of the server's certificate (SE-120) */
    distrusted: z.boolean(),
  }),
  /** this machine was reported lost, or is found again (null) */
  'device.lost': lostDevice.nullable(),
  /** scopes moved on the server */
  'sync.wake': z.object({ scopes: z.array(z.string()) }),
  /**
   * write down everything now, then call flush.done with the token; before `lock`, `update` and `shutdown` cover the page first, so that
   * nothing is typed after what was flushed
   */
  'flush.request': z.object({
    token: z.string(),
    reason: z.enum(['close', 'quit', 'suspend', 'blur', 'lock', 'update', 'shutdown']),
  }),
  /**
   * a file on its way, at most five times a second; of what takes a moment only that it is up or down. `id`: its SM3; one being taken in
   * (`direction` in) has none yet but a name of its own, with its file name and document. `total` 0: not known yet. `waiting`: it
   * goes on by itself
   */
  'file.progress': z.object({
    id: z.string(),
    direction: z.enum(['in', 'up', 'down']),
    state: z.enum(['running', 'waiting', 'done', 'failed', 'cancelled']),
    done: z.number(),
    total: z.number(),
    name: z.string().optional(),
    docId: documentId.optional(),
    code: z.string().optional(),
  }),
  /** an opened file was given up and its window ended: why (PP-63) */
  'fileView.ended': z.object({ code: z.string() }),
  /** the server will never take a file of this desk: told once, it stays here */
  'file.refused': z.object({ code: z.string() }),
  /** the desk is locked: drop the key and everything opened with it; the person's password opens it again (`session.unlock`) */
  'session.locked': z.object({ why: z.enum(['idle', 'screen', 'person']) }),
  /** how far a safe copy is, in bytes; `total` is about right */
  /** a safe copy was given to the desk from outside: ask `safeCopy.handed` */
  'safeCopy.handed': z.object({}),
  'safeCopy.progress': z.object({ done: z.number(), total: z.number() }),
  /** how far a job for paper is; `total` 0: not known */
  'paper.progress': z.object({ jobId: z.string(), step: z.enum(paperSteps), done: z.number(), total: z.number() }),
  /** how far the next release is */
  'update.state': updateState,
  /** the person clicked a notice or the tray: go to 待办 */
  'shell.todo': z.object({}),
  /** free space on the disk of the profile: calm warning under 500 MB, read-only under 100 MB */
  'disk.state': z.object({ freeBytes: z.number(), level: z.enum(['ok', 'low', 'full']) }),
} as const

export type Calls = typeof calls
export type CallName = keyof Calls
export type CallInput<N extends CallName> = z.input<Calls[N]['input']>
export type CallOutput<N extends CallName> = z.infer<Calls[N]['output']>
export type Events = typeof events
export type EventName = keyof Events
export type EventPayload<N extends EventName> = z.infer<Events[N]>

/** Errors cross as codes: Electron keeps only the message of a thrown error. */
export type Settled<T> = { ok: true; value: T } | { ok: false; code: string; detail?: string | undefined }

/** What the preload puts on `window.desk`. */
export type DeskBridge = {
  invoke: <N extends CallName>(name: N, input: CallInput<N>) => Promise<Settled<CallOutput<N>>>
  /** returns the unsubscribe function */
  on: <N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void) => () => void
  /** asks main for a fresh engine port; it arrives as a window message {type:'liuhen:port'} with one port */
  requestPort: () => void
}
