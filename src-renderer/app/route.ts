import { useCallback, useMemo } from 'react'
import { useHashLocation } from 'wouter/use-hash-location'
import { documentId, type DocumentId } from '../../src-shared/ids.ts'
import { places, type Place } from '../data/api.ts'

/**
 * Where the window is: a place and perhaps a document in it, or 管理 or 查找, which are no places for documents. It lives in the URL, so
 * a reload comes back here.
 */
export type Where = { place: Place; docId: DocumentId | null; admin: boolean; finding: boolean }

/** The place one is at, and the way to another. */
export function useWhere(): Where & {
  go: (place: Place, docId?: DocumentId | null) => void
  goAdmin: () => void
  goFind: () => void
} {
  const [path, navigate] = useHashLocation()
  const where = useMemo(() => whereOf(path), [path])
  const go = useCallback(
    (place: Place, docId?: DocumentId | null) => navigate(docId ? `/${place}/${docId}` : `/${place}`, { replace: true }),
    [navigate],
  )
  const goAdmin = useCallback(() => navigate('/admin', { replace: true }), [navigate])
  const goFind = useCallback(() => navigate('/find', { replace: true }), [navigate])
  return { ...where, go, goAdmin, goFind }
}

function whereOf(path: string): Where {
  const [, first, second] = path.split('/')
  const place = places.find((one) => one === first) ?? 'todo'
  const id = documentId.safeParse(second)
  return { place, docId: id.success ? id.data : null, admin: first === 'admin', finding: first === 'find' }
}
