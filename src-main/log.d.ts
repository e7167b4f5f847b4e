/**
 * The desk's log: one line per fact, a code and numbers. Never a title, a name or a text (SE-09): callers pass codes,
 * and anything that is no plain ASCII is dropped here as the last guard.
 */
export type Log = (level: 'info' | 'warn' | 'error', code: string, detail?: string) => void
/** Keeps only what cannot be a title or a name: ASCII, at most 500 characters. */
export declare const redact: (detail: string) => string
/** A log that appends to `desk.log` in `folder` and keeps one older file. */
export declare function openLog(folder: string): Log
