import { expect, it } from 'vitest'
import { v7 } from 'uuid'
import { circledIn, turnToCircle } from '../../../src-shared/workflow/circled.ts'
import { smallCounty } from '../../support/small-county.ts'
import { routeStory, storySm3 } from '../../support/route-story.ts'

const people = { review: 'li', check: 'zhao', cosign: 'zhou', sign: 'chen' }
const morning = '2026-08-03T10:00:00'

it('WF-119 a ring of the leader who has the turn, over the text of now and not struck, stands for 同意; it moves nothing by itself', () => {
  const story = routeStory(smallCounty)
  story.begin('wang', people)
  const drawn = (userId: string, when: string, sm3 = storySm3(1)): string => {
    const id = v7()
    const over = { blockId: 'b1', quote: '', wordsSm3: storySm3(2), strokes: [{ width: 5, points: [0, 0, 100] }] }
    const ink = { id, kind: 'circled', bodyVersion: 1, bodySm3: sm3, ...over }
    story.done(userId, when, 'AddInk', { ink })
    return id
  }
  const rings = () => ['li', 'zhao', 'zhou', 'chen'].filter((one) => circledIn(story.state(), one))
  // drawn as a reader, before the turn came; and by who only checks
  story.approve('li', morning)
  drawn('zhou', morning)
  drawn('zhao', morning)
  expect(rings()).toEqual([])
  story.approve('zhao', '2026-08-03T11:00:00')
  expect([turnToCircle(story.state(), 'zhou')?.step, rings()]).toEqual(['cosign', []])
  // over another text than that of now
  drawn('zhou', '2026-08-03T11:10:00', storySm3(9))
  expect(rings()).toEqual([])
  const inkId = drawn('zhou', '2026-08-03T11:20:00')
  expect([rings(), story.state().step]).toEqual([['zhou'], 'cosign'])
  story.done('zhou', '2026-08-03T11:21:00', 'StrikeInk', { inkId })
  expect(rings()).toEqual([])
  drawn('zhou', '2026-08-03T11:30:00')
  story.approve('zhou', '2026-08-03T11:31:00')
  expect(rings()).toEqual([])
})
