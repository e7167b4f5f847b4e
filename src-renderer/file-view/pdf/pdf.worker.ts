import 'pdfjs-dist/legacy/build/pdf.worker.min.mjs'

/* pdf.js's own worker; the build for older engines, as the window also runs on Electron 33 (decision 0026). */
