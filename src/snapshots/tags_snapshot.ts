import { notNull, snapshot, unique } from 'kerros'
import { src_tags } from '../staging/src_tags.js'

export const tags_snapshot = snapshot(src_tags, {
  uniqueKey: 'row_key',
  strategy: 'timestamp',
  updatedAt: 'tagged_at',
  hardDeletes: 'invalidate',
  description: 'Which tags users had put on movies when. A tag that vanishes ends.',
  columns: {
    row_key: { description: 'Key of user, movie and tag as typed.', tests: [notNull()] },
    user_id: { description: 'User who tagged.', tests: [notNull()] },
    movie_id: { description: 'Movie that was tagged.', tests: [notNull()] },
    tag: { description: 'The tag in lower case, without blanks around it.' },
    tagged_at: { description: 'When the user tagged, in UTC.' },
    valid_from: { description: 'Since when the version holds, in UTC.', tests: [notNull()] },
    valid_to: { description: 'Until when it held, in UTC; NULL while it is current.' },
    scd_id: { description: 'Key of row_key and valid_from.', tests: [notNull(), unique()] },
    scd_updated_at: { description: 'When the user tagged, in UTC.' },
  },
})
