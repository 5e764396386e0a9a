// Reads files of references with citation-js and prints their items as JSON: {file: [item, …]}.
// Usage: node read.mjs FILE…; the format is told by the file's end.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
const require = createRequire(process.env.NODE_MODULES_OF + '/')
const { plugins } = require('@citation-js/core')
for (const name of ['ris', 'bibtex', 'csl']) require('@citation-js/plugin-' + name)
const formats = { ris: '@ris/file', bib: '@bibtex/text', json: '@csl/list+object' }
const result = {}
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, 'utf8')
  const format = formats[file.split('.').pop()]
  const read = (input, type) => plugins.input.chain(input, { forceType: type, generateGraph: false })
  if (format === '@bibtex/text') result[file + 'latex'] = read(text, '@biblatex/text')
  const input = format === '@csl/list+object' ? JSON.parse(text) : text
  result[file] = input.length === 0 ? [] : read(input, format)
}
console.log(JSON.stringify(result))
