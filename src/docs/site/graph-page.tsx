import { useMemo } from 'preact/hooks'
import { nodeOf, site } from './data.js'
import { plural } from './format.js'
import { Graph } from './graph.js'
import { neighbours } from './neighbours.js'
import { graphHref } from './route.js'

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort()

/** The graph of the whole project, or of a part of it. What is shown is in the address, so that it can be shared. */
export function GraphPage({ options }: { readonly options: URLSearchParams }) {
  const chosen = {
    focus: options.get('focus') ?? '',
    steps: options.get('steps') ?? '',
    layer: options.get('layer') ?? '',
    kind: options.get('kind') ?? '',
    tag: options.get('tag') ?? '',
  }
  const { focus, steps, layer, kind, tag } = chosen
  const shown = useMemo(() => {
    const near = nodeOf.has(focus)
      ? neighbours(focus, steps === '' ? Number.POSITIVE_INFINITY : Number(steps))
      : undefined
    return new Set(
      site.nodes
        .filter((node) => (near ? near.has(node.id) : true))
        .filter((node) => layer === '' || node.layer === layer || node.id === focus)
        .filter((node) => kind === '' || node.type === kind || node.materialized === kind || node.id === focus)
        .filter((node) => tag === '' || node.tags.includes(tag) || node.id === focus)
        .map(({ id }) => id),
    )
  }, [focus, steps, layer, kind, tag])
  const choose = (name: keyof typeof chosen) => (value: string) => {
    window.location.hash = graphHref({ ...chosen, [name]: value })
  }
  return (
    <article class="whole">
      <h1>Lineage</h1>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <Choice label="Around" value={focus} onChoose={choose('focus')} options={nodeOptions} all="the whole project" />
        {focus !== '' && <Choice label="Steps" value={steps} onChoose={choose('steps')} options={STEPS} all="all" />}
        <Choice label="Layer" value={layer} onChoose={choose('layer')} options={layerOptions} all="all" />
        <Choice label="Kind" value={kind} onChoose={choose('kind')} options={kindOptions} all="all" />
        {tagOptions.length > 0 && (
          <Choice label="Tag" value={tag} onChoose={choose('tag')} options={tagOptions} all="all" />
        )}
        <output>{plural(shown.size, 'node')}</output>
      </form>
      <Graph shown={shown} focus={focus === '' ? undefined : focus} />
    </article>
  )
}

type Option = readonly [value: string, text: string]

const same = (text: string): Option => [text, text]
const STEPS = ['1', '2', '3', '5'].map(same)
const nodeOptions: readonly Option[] = [...site.nodes]
  .sort((a, b) => a.name.localeCompare(b.name))
  .map(({ id, name }) => [id, name])
const layerOptions = unique(site.nodes.map(({ layer }) => layer)).map(same)
const kindOptions = unique(site.nodes.flatMap(({ type, materialized }) => [materialized ?? type])).map(same)
const tagOptions = unique(site.nodes.flatMap(({ tags }) => tags)).map(same)

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly options: readonly Option[]
  /** What no choice means. */
  readonly all: string
  readonly onChoose: (value: string) => void
}

function Choice({ label, value, options, all, onChoose }: ChoiceProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">{all}</option>
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
