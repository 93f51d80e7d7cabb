import { expect, it } from 'vitest'
import { unifiedDiff } from '../../../src/runtime/rename/unified-diff.js'

const lines = (...changed: readonly number[]): string =>
  `${Array.from({ length: 20 }, (_, i) => (changed.includes(i + 1) ? `new ${i + 1}` : `line ${i + 1}`)).join('\n')}\n`

it('unifiedDiff shows three lines around each change, and joins changes that are near', () => {
  expect(unifiedDiff('src/a.ts', lines(), lines(1, 5, 20))).toBe(`--- a/src/a.ts
+++ b/src/a.ts
@@ -1,8 +1,8 @@
-line 1
+new 1
 line 2
 line 3
 line 4
-line 5
+new 5
 line 6
 line 7
 line 8
@@ -17,4 +17,4 @@
 line 17
 line 18
 line 19
-line 20
+new 20`)
})

it('unifiedDiff says when a file has no line end at its end', () => {
  expect(unifiedDiff('a', 'one', 'two')).toBe(`--- a/a
+++ b/a
@@ -1,1 +1,1 @@
-one
\\ No newline at end of file
+two
\\ No newline at end of file`)
})
