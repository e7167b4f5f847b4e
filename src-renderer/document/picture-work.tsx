import { Button } from 'antd'
import type { MessageInstance } from 'antd/es/message/interface'
import { tp } from '../ui/text-pictures.ts'
import type { PictureWork } from './editor/picture-inserter.ts'

const KEY = 'picture-work'

/** Work on pictures that takes longer than a second: what, how far, and a way to call it off. */
export function tellPictureWork(message: MessageInstance, work: PictureWork): void {
  if (!work) return message.destroy(KEY)
  void message.open({
    key: KEY,
    type: 'loading',
    duration: 0,
    content: (
      <>
        {work.words}
        <Button type="link" size="small" onClick={work.cancel}>
          {tp.cancel}
        </Button>
      </>
    ),
  })
}
