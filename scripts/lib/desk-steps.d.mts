import type { Locator, Page } from 'playwright-core'

/* See desk-steps.mjs. */
export const samplePassword: string
export function signIn(page: Page, login: string, password?: string): Promise<void>
export function goTo(page: Page, place: string): Promise<void>
export function openDocument(page: Page, words: string): Promise<void>
export function newDraft(
  page: Page,
  draft: { docType: string; title: string; mainTo: string; issuer?: string; body?: readonly string[] },
): Promise<void>
export function typeBody(page: Page, paragraphs: readonly string[]): Promise<void>
export function saved(page: Page): Promise<void>
export function primary(page: Page, name: string, prepare?: (dialog: Locator) => Promise<void>): Promise<void>
export function readChanges(dialog: Locator): Promise<void>
export function sent(page: Page): Promise<void>
