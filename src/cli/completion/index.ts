export { completionScript } from './completion-script.js'
export { completions } from './completions.js'
export { namesInManifest } from './names-in-manifest.js'
