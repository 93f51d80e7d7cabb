import { expect, it } from 'vitest'
import { editorPicture } from './editor-picture.js'

// After a change of the starter project or of the types: `npm run docs:picture`.
it('docs/images/renamed-column.svg shows what tsc says now', async () => {
  const picture = await editorPicture()
  expect(picture).toContain('error TS2345: Argument of type')
  expect(picture).toContain('total: number')
  await expect(picture).toMatchFileSnapshot('../../docs/images/renamed-column.svg')
}, 60_000)
