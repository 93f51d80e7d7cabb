import { render } from 'preact'
import { App } from './app.js'

const root = document.getElementById('site')!
// The page says that it is loading until this script runs.
root.replaceChildren()
render(<App />, root)
