import { useEffect, useState } from 'preact/hooks'

/** Where the reader is: the part of the address after `#`. */
export interface Route {
  readonly page: string
  readonly id: string
  readonly options: URLSearchParams
}

function read(): Route {
  const [path = '', query = ''] = window.location.hash.replace(/^#\/?/, '').split('?')
  const [page = '', ...rest] = path.split('/')
  return { page, id: decoded(rest.join('/')), options: new URLSearchParams(query) }
}

/** An address that someone has typed may be no encoding. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function nodeHref(id: string): string {
  return `#/node/${encodeURIComponent(id)}`
}

/** @param part A heading of the page, as its address calls it. */
export function pageHref(file: string, part = ''): string {
  return hrefOf(`page/${file.split('/').map(encodeURIComponent).join('/')}`, { part })
}

/** @param part A heading of the README that it shows. */
export function overviewHref(part = ''): string {
  return hrefOf('', { part })
}

export function graphHref(options: Options): string {
  return hrefOf('graph', options)
}

export function testsHref(options: Options): string {
  return hrefOf('tests', options)
}

export function listHref(type: string): string {
  return hrefOf('list', { type })
}

interface Options {
  readonly [name: string]: string
}

function hrefOf(page: string, options: Options): string {
  const query = new URLSearchParams(Object.entries(options).filter(([, value]) => value !== ''))
  return `#/${page}${query.size > 0 ? `?${query}` : ''}`
}

export function useRoute(): Route {
  const [route, setRoute] = useState(read)
  useEffect(() => {
    const listen = () => {
      setRoute((before) => {
        const now = read()
        // Another choice on the same page leaves the reader where they are.
        if (now.page !== before.page || now.id !== before.id) window.scrollTo(0, 0)
        return now
      })
    }
    window.addEventListener('hashchange', listen)
    return () => window.removeEventListener('hashchange', listen)
  }, [])
  return route
}
