import { strToU8, zipSync } from 'fflate'

/** Parts of a small file as others write them: old namespace, no ids, paths of all kinds; over it what a test changes. */
const usual: Readonly<Record<string, string>> = {
  'OFD.xml':
    '<?xml version="1.0"?><o:OFD xmlns:o="http://www.ofdspec.org" Version="1.1"><o:DocBody><o:DocInfo><o:DocID>x</o:DocID><o:Title> 通知 </o:Title></o:DocInfo><o:DocRoot>/Doc_0/Document.xml</o:DocRoot></o:DocBody></o:OFD>',
  'Doc_0/Document.xml':
    '<Document><CommonData><PageArea><PhysicalBox>0 0 210 297</PhysicalBox></PageArea><PublicRes>PublicRes.xml</PublicRes></CommonData><Pages><Page ID="1" BaseLoc="Pages\\Page_0\\content.xml"/></Pages></Document>',
  'Doc_0/PublicRes.xml': '<Res BaseLoc="Res"><Fonts><Font ID="2" FontName="宋体"/></Fonts></Res>',
  'Doc_0/Pages/Page_0/Content.xml': page(
    '<TextObject ID="5" Boundary="10 20 50 5" Font="2" Size="4"><TextCode X="0" Y="4" DeltaX="4">你好</TextCode></TextObject>',
  ),
}

/** A page around objects. */
export function page(objects: string, before = ''): string {
  return `<Page>${before}<Content><Layer ID="4">${objects}</Layer></Content></Page>`
}

/** A package with some parts other than usual; null leaves one out. */
export function foreignOfd(changed: Readonly<Record<string, string | Uint8Array | null>> = {}): Uint8Array {
  const parts = Object.entries({ ...usual, ...changed }).flatMap(([path, part]) =>
    part === null ? [] : [[path, typeof part === 'string' ? strToU8(part) : part] as const],
  )
  return zipSync(Object.fromEntries(parts), { mtime: new Date(1980, 0, 1) })
}

/** The page of `foreignOfd` with these objects. */
export const withObjects = (objects: string, more: Readonly<Record<string, string | Uint8Array | null>> = {}): Uint8Array =>
  foreignOfd({ 'Doc_0/Pages/Page_0/Content.xml': page(objects), ...more })
