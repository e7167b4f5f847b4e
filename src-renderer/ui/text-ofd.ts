/** What could not be read of an OFD file, by code (PP-35). Whatever happens here, the file itself is not touched. */
export const ofdSentences = {
  'OFD-ZIP': '这个文件不是完整的 OFD：可能没有下载完，或者已经损坏。',
  'OFD-BOMB': '这个文件展开后大得不合常理，没有打开。',
  'OFD-COUNT': '这个文件的页数或内容超出了能显示的限度，后面的没有显示。',
  'OFD-TIME': '这个文件太复杂，在限定的时间内没有读完，后面的没有显示。',
  'OFD-ROOT': '这个文件里没有找到可以显示的版式文档。',
  'OFD-XML': '文件里有一部分已经损坏或不合规定，没有显示。',
  'OFD-PAGE': '这一页的内容在文件里没有找到。',
  'OFD-CYCLE': '这一页里有内容套着自身或套得太深，没有显示。',
  'OFD-RESOURCE': '有的字体、图片或线型在文件里没有找到，用相近的代替或留了空。',
  'OFD-PICTURE': '有的图片格式无法显示，留了空。',
  'OFD-SIMPLER': '有的内容用较简单的样子显示，与原样可能略有不同。',
  'OFD-SEAL': '文件里有电子印章：这里只显示印章的图样，没有验证签章。',
} as const
