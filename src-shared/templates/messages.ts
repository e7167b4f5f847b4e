import { z } from 'zod'
import type { BodyJson } from '../document/body-json.ts'
import { canonicalJson } from '../document/canonical.ts'
import { shortId } from '../ids.ts'
import { utf8Length } from '../sync/sending.ts'
import { isAdminRole } from '../organisation/tables.ts'
import { holdersOf, issuingUnit, type Directory, type RoleCode } from '../workflow/directory.ts'

/** 本机关范本: texts an organ's people begin drafts from. The organ's own; no other one learns of them. */
export const templatePaths = { list: '/api/templates', keep: '/api/templates/keep', remove: '/api/templates/remove' } as const

/** As many as one looks through at a glance, each a form and no volume. `bytes`: of one text as canonical JSON. */
export const templateLimits = { most: 20, letters: 40, bytes: 64 * 1024 } as const

const body = z.record(z.string(), z.unknown()).transform((json) => json as BodyJson)
const name = z.string().trim().min(1).max(templateLimits.letters)

/** `at`: epoch ms, when it was kept; `by`: the name of who kept it. Of one name an organ has one. */
export const unitTemplate = z.object({
  id: shortId,
  unitId: shortId,
  name,
  docType: z.string(),
  body,
  by: z.string(),
  at: z.number(),
})
export type UnitTemplate = z.infer<typeof unitTemplate>

/** `tag`: of what the desk has already; '' where it has none */
export const templatesQuery = z.object({ tag: z.string().max(64).default('') })
/** `templates` is null where the desk has these already. */
export const templatesResponse = z.object({ tag: z.string(), templates: z.array(unitTemplate).nullable() })
export type TemplatesResponse = z.infer<typeof templatesResponse>

/** `before`: id of the one of this name that is to be replaced, as its writer knows it; null where there is none */
export const keepTemplateRequest = z.object({ unitId: shortId, name, body, before: shortId.nullable() })
export type KeepTemplate = z.infer<typeof keepTemplateRequest>
export const removeTemplateRequest = z.object({ id: shortId })

/** Whether a text is short enough to be kept: the server asks the same, and a desk need not send what it would not take. */
export const fitsTemplate = (text: BodyJson): boolean => utf8Length(canonicalJson(text)) <= templateLimits.bytes

/** Who keeps an organ's templates: those who check its documents before they are signed (核稿). */
const keepers: readonly RoleCode[] = ['officeChecker']
export const keepsTemplates = (directory: Directory, unitId: string, userId: string): boolean =>
  holdersOf(directory, unitId, keepers).some((one) => one.userId === userId)

/** The organs whose templates a person begins drafts from: those they work in; 三员 work on no document. */
export const organsOf = (directory: Directory, userId: string): string[] => [
  ...new Set(
    directory.posts
      .filter((post) => post.userId === userId && !isAdminRole(post.role))
      .flatMap((post) => issuingUnit(directory, post.unitId)?.id ?? []),
  ),
]
