import { useEffect, useState } from 'preact/hooks'
import { listedPages, nodeOf, pageOf, site } from './data/data.js'
import { pageHref, type Route, useRoute } from './data/route.js'
import { ChartPage } from './pages/chart-page.js'
import { ChartsPage } from './pages/charts-page.js'
import { GraphPage } from './pages/graph-page.js'
import { ListPage } from './pages/list-page.js'
import { NodePage } from './pages/node-page.js'
import { OverviewPage } from './pages/overview-page.js'
import { PageArticle } from './pages/page-article.js'
import { RunPage } from './pages/run-page.js'
import { TestsPage } from './pages/tests-page.js'
import { Sidebar } from './sidebar.js'

/** The whole site: the list of nodes on the left, a page on the right. */
export function App() {
  const route = useRoute()
  const [isOpen, setOpen] = useState(false)
  const title = titleOf(route)
  useEffect(() => {
    document.title = title === site.project ? title : `${title} · ${site.project}`
    setOpen(false)
  }, [title])
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to the page below, where the browser cannot go by itself. */}
      <a class="skip" href="#main" onClick={skipToPage}>
        Skip to the page
      </a>
      <header>
        <button
          type="button"
          class="menu"
          aria-expanded={isOpen}
          aria-controls="sidebar"
          onClick={() => setOpen(!isOpen)}
        >
          Menu
        </button>
        <a class="home" href="#/">
          {site.project}
        </a>
        <nav aria-label="Pages">
          <a href="#/" aria-current={route.page === '' ? 'page' : undefined}>
            Overview
          </a>
          {listedPages[0] && (
            <a href={pageHref(listedPages[0].file)} aria-current={route.page === 'page' ? 'page' : undefined}>
              Pages
            </a>
          )}
          <a href="#/graph" aria-current={route.page === 'graph' ? 'page' : undefined}>
            Lineage
          </a>
          {site.nodes.some(({ chart }) => chart) && (
            <a href="#/charts" aria-current={route.page === 'charts' ? 'page' : undefined}>
              Charts
            </a>
          )}
          {site.tests.length > 0 && (
            <a href="#/tests" aria-current={route.page === 'tests' ? 'page' : undefined}>
              Tests
            </a>
          )}
          {site.run && (
            <a href="#/run" aria-current={route.page === 'run' ? 'page' : undefined}>
              Last run
            </a>
          )}
        </nav>
        <ThemeButton />
      </header>
      <div class="body">
        <Sidebar isOpen={isOpen} route={route} />
        <main id="main" tabIndex={-1}>
          <Page route={route} />
        </main>
      </div>
    </>
  )
}

/** After `#` is the address of a page of the site, so the browser cannot go there by itself. */
function skipToPage(event: Event): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}

function titleOf({ page, id }: Route): string {
  if (page === 'graph') return 'Lineage'
  if (page === 'run') return 'Last run'
  if (page === 'charts') return 'Charts'
  if (page === 'tests') return 'Tests'
  if (page === 'list') return 'Nodes'
  if (page === 'page') return pageOf.get(id)?.title ?? site.project
  const node = nodeOf.get(id)
  return node?.chart?.title ?? node?.name ?? site.project
}

function Page({ route }: { readonly route: Route }) {
  if (route.page === 'graph') return <GraphPage options={route.options} />
  if (route.page === 'run') return <RunPage />
  if (route.page === 'charts') return <ChartsPage />
  if (route.page === 'tests') return <TestsPage options={route.options} />
  if (route.page === 'list') return <ListPage key={route.options.get('type')} options={route.options} />
  const part = route.options.get('part') ?? ''
  if (route.page === '') return <OverviewPage part={part} />
  if (route.page === 'page') return <PageArticle key={route.id} file={route.id} part={part} />
  const node = nodeOf.get(route.id)
  if (node?.chart) return <ChartPage key={node.id} node={node} chart={node.chart} />
  if (node) return <NodePage key={node.id} node={node} />
  return (
    <section>
      <h1>Not found</h1>
      <p>This project has no node “{route.id}”.</p>
    </section>
  )
}

/** Light or dark: as the system says, until the reader says otherwise. */
function ThemeButton() {
  const [theme, setTheme] = useState(stored)
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])
  const next = theme === 'dark' ? 'light' : 'dark'
  const choose = () => {
    try {
      localStorage.setItem('kerros-theme', next)
    } catch {
      // Pages from file:// may have no storage; then the choice lasts as long as the page.
    }
    setTheme(next)
  }
  return (
    <button type="button" class="theme" onClick={choose} aria-label={`Use the ${next} theme`}>
      {theme === 'dark' ? '☀' : '☾'}
    </button>
  )
}

function stored(): string {
  try {
    const found = localStorage.getItem('kerros-theme')
    if (found !== null) return found
  } catch {
    // As above.
  }
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}
