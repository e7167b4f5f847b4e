/* A worker for each file: what hangs or breaks in it goes with it. */

/** Runs pdf.js's worker; ended by `ShownDocument.close`. */
export const pdfWorker = (): Worker => new Worker(new URL('./pdf/pdf.worker.ts', import.meta.url), { type: 'module' })

/** Reads an OFD; ended once it has answered. */
export const ofdWorker = (): Worker => new Worker(new URL('./ofd/ofd.worker.ts', import.meta.url), { type: 'module' })
