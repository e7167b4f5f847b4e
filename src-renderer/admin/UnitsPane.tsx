import CaretDownFilled from '@ant-design/icons/CaretDownFilled'
import { Input, Tree } from 'antd'
import { useMemo, useState, type Key } from 'react'
import type { Organisation } from '../../src-shared/organisation/model.ts'
import { clearable } from '../ui/clearable.tsx'
import { ta } from '../ui/text-admin.ts'
import { found, pruned, treeOf, type Branch } from './unit-tree.ts'
import { UnitDetail } from './UnitDetail.tsx'

type Node = { key: string; title: string; children: Node[] }
const nodeOf = ({ unit, posts, under }: Branch): Node => ({
  key: unit.id,
  title: posts > 0 ? `${unit.name}（${posts}）` : unit.name,
  children: under.map(nodeOf),
})

/** 单位 as a tree, and the posts of the one that was picked. */
export function UnitsPane({ organisation }: { organisation: Organisation }) {
  const [text, setText] = useState('')
  const [picked, setPicked] = useState<string | null>(null)
  const [opened, setOpened] = useState<Key[]>([])
  const tree = useMemo(() => treeOf(organisation), [organisation])
  const hits = useMemo(() => found(organisation, text), [organisation, text])
  const nodes = useMemo(() => (hits ? pruned(tree, hits) : tree).map(nodeOf), [tree, hits])
  const unit = organisation.units.find(({ id }) => id === picked)
  return (
    <div className="admin-units">
      <div className="admin-tree">
        <Input
          size="small"
          allowClear={clearable}
          placeholder={ta.find}
          aria-label={ta.find}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {nodes.length === 0 ? (
          <div className="empty">
            <strong>{ta.noneFound}</strong>
            {ta.noneFoundHint}
          </div>
        ) : (
          <div className="scroll-y">
            <Tree
              blockNode
              switcherIcon={<CaretDownFilled aria-hidden />}
              aria-label={ta.unitTree}
              treeData={nodes}
              selectedKeys={picked === null ? [] : [picked]}
              // what was found is shown open
              {...(hits
                ? { expandedKeys: organisation.units.map(({ id }) => id) }
                : { expandedKeys: opened, onExpand: setOpened })}
              onSelect={(keys) => setPicked(keys[0] === undefined ? null : String(keys[0]))}
            />
          </div>
        )}
      </div>
      {unit ? (
        <UnitDetail unit={unit} organisation={organisation} />
      ) : (
        <div className="empty">
          <strong>{ta.pickUnit}</strong>
          {ta.count(organisation.units.filter(({ inner }) => !inner).length, organisation.people.length)}
        </div>
      )}
    </div>
  )
}
