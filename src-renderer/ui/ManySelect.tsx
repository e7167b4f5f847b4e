import { Select, type SelectProps } from 'antd'
import { useState } from 'react'

/**
 * A field that takes several of a list. While something is typed Enter takes the first that fits; with nothing typed none is
 * marked, so that Tab goes on to the next field and chooses nothing.
 */
export function ManySelect<V>({ find, ...props }: Omit<SelectProps<V>, 'mode' | 'showSearch'> & { find?: string }) {
  const [typed, setTyped] = useState('')
  return (
    <Select<V>
      {...props}
      mode="multiple"
      defaultActiveFirstOption={typed !== ''}
      showSearch={{ ...(find === undefined ? {} : { optionFilterProp: find }), onSearch: setTyped }}
      onSelect={() => setTyped('')}
    />
  )
}
