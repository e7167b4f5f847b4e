import { z } from 'zod'
import { shortId, sm3Hex } from '../../ids.ts'
import { person } from '../person.ts'

/*
 * 版式文件 of a 发文 and the electronic seal on it (电子印章, GB/T 38540 in its spirit: SM2 over SM3). What is bound here is what
 * units that get the document sign for.
 */

/** One file of the layout, by its bytes. */
export const layoutBytes = z.object({
  sm3: sm3Hex,
  size: z
    .number()
    .int()
    .positive()
    .max(64 * 1024 * 1024),
})

/** 版式文件: the same pages as PDF and as OFD, made from the 清稿 that is named. */
export const layoutPair = z.object({
  cleanSm3: sm3Hex,
  pdf: layoutBytes,
  ofd: layoutBytes,
  pages: z.number().int().positive().max(10_000),
})
export type LayoutPair = z.infer<typeof layoutPair>

/** 版式文件 as it was bound: by whom and when. */
export const boundLayout = z.object({ ...layoutPair.shape, by: person, at: z.number() })
export type BoundLayout = z.infer<typeof boundLayout>

/** The seal that was pressed: whose, its picture by SM3, and how large it stands, in mm. */
export const pressedSeal = z.object({
  id: z.uuid(),
  unitName: z.string().max(200),
  imageSm3: sm3Hex,
  width: z.number().positive().max(200),
  height: z.number().positive().max(200),
})
export type PressedSeal = z.infer<typeof pressedSeal>

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`))

/** What the server's press leaves: the seal, the key it answers to and the SM2 signature (r‖s) over the SM3 of `sealStatement`. */
const sealPrint = z.object({ seal: pressedSeal, publicKey: hex(130), signature: hex(128) })

/** The prints of a 联合行文: that of the lead, and beside it those of the organs along, in the order of the 署名 (WF-141). */
export const sealPrints = z.object({
  ...sealPrint.shape,
  along: z
    .array(z.object({ unitId: shortId, ...sealPrint.shape }))
    .max(15)
    .optional(),
})
export type SealPrints = z.infer<typeof sealPrints>

/** 用印 of a layout as it travels with a copy: with the moment it was pressed, epoch ms. */
export const carriedSeal = z.object({ ...sealPrints.shape, at: z.number() })
export type CarriedSeal = z.infer<typeof carriedSeal>

type Along = { unitId: string; seal: PressedSeal }

/**
 * What a seal says of a document: nothing of it can be changed without its signature failing. The lead's also names the seals
 * `along`, so that none of them can be left out.
 */
export const sealStatement = (
  docId: string,
  number: string,
  { cleanSm3, pdf, ofd, pages }: LayoutPair,
  seal: PressedSeal,
  at: number,
  along: readonly Along[] = [],
) => ({
  as: 'liuhen-seal-1',
  docId,
  number,
  cleanSm3,
  pdf,
  ofd,
  pages,
  seal,
  at,
  ...(along.length > 0 && { along: along.map((one) => ({ unitId: one.unitId, seal: one.seal })) }),
})

/** Every print on a layout with what it states, the lead's first; `unitId`: whose it is, undefined for the lead's. */
export const printsOf = (
  docId: string,
  number: string,
  layout: LayoutPair,
  { seal, publicKey, signature, along, at }: CarriedSeal,
) => [
  {
    unitId: undefined,
    seal,
    publicKey,
    signature,
    statement: sealStatement(docId, number, layout, seal, at, along),
  },
  ...(along ?? []).map((one) => ({ ...one, statement: sealStatement(docId, number, layout, one.seal, at) })),
]
