// Checks every kind of page of a running archive as browsers and their readers
// meet it: accessibility (axe-core), HTML (the Nu checker), sizes, requests,
// layout shifts, the console, sideways scrolling, with and without scripts.
//
// node check.mjs OPEN_BASE CLOSED_BASE OUT
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { get } from 'node:http';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { complaints, launch, open, overflow } from './browser.mjs';
import { closedKinds, kinds, withLang } from './site.mjs';

const [base, closed, out] = process.argv.slice(2);
const require = createRequire(import.meta.url);
/** What is wrong, by kind of page, and in which of its variants. */
const failures = new Map();
const fail = (kind, variant, what) => {
  const key = `${kind}: ${what}`;
  failures.set(key, [...(failures.get(key) ?? []), variant]);
};
const KB = 1024;

// Issue 7. Sizes in bytes after gzip.
const budgets = { html: 15 * KB, css: 8 * KB, js: 8 * KB, requests: 5, shift: 0.02 };

const all = [...(await kinds(base)).map((k) => ({ ...k, base })), ...(closed ? await closedKinds(base, closed) : [])];
await mkdir(join(out, 'html'), { recursive: true });
await mkdir(join(out, 'shots'), { recursive: true });

/** What axe could not decide and somebody has looked at: lines of RULE TARGET. */
const reviewed = new Set((await readFile(new URL('axe-reviewed.txt', import.meta.url), 'utf8'))
  .split('\n').map((l) => l.trim()).filter((l) => l && !l.startsWith('#')));

/** A target without what differs from article to article. */
const general = (target) => String(target).replace(/([#-][tp]-)[0-9a-z]+/g, '$1*').replace(/\[(title|href)[$^*]?="[^"]*"\]/g, '[$1]').replace(/:nth-child\(\d+\)/g, ':nth-child(*)')
  .replace(/\[(x|y|text-anchor)="[^"]*"\]/g, '').replace(/\[aria-label="(Absatz|Cite paragraph) [^"]*"\]/, '[aria-label]');

async function accessibility(browser) {
  const source = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
  let runs = 0;
  for (const kind of all) for (const lang of ['de', 'en']) for (const width of [320, 1280]) {
    const where = `${lang} ${width}`;
    const page = await open(browser, kind.base + withLang(kind.path, lang), { width, lang, cookie: kind.cookie });
    if (page.status !== (kind.status ?? 200)) fail(kind.name, where, `answered ${page.status}`);
    await page.evaluate(source);
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
      const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations', 'incomplete'] }));
      runs++;
      for (const v of result.violations) for (const n of v.nodes) fail(kind.name, `${where} ${scheme}`, `axe ${v.id}: ${general(n.target)}: ${n.failureSummary}`);
      for (const v of result.incomplete) for (const n of v.nodes) {
        if (!reviewed.has(`${v.id} ${general(n.target)}`)) fail(kind.name, `${where} ${scheme}`, `axe can't decide, look and list: ${v.id} ${general(n.target)}: ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? v.help}`);
      }
    }
    const wide = await overflow(page);
    if (wide) fail(kind.name, where, `scrolls sideways: ${wide}`);
    const shift = await page.evaluate(() => window.__shift);
    if (shift > budgets.shift) fail(kind.name, where, `layout shifts by ${shift.toFixed(3)}`);
    const foreign = page.seen.requests.filter((u) => !u.startsWith(kind.base));
    if (foreign.length) fail(kind.name, where, `asks others: ${foreign}`);
    if (page.seen.requests.length > budgets.requests) fail(kind.name, where, `${page.seen.requests.length} requests: ${page.seen.requests.join(' ')}`);
    for (const c of complaints(page)) fail(kind.name, where, c);
    await page.close();
  }
  console.log(`axe: ${runs} runs on ${all.length} kinds of pages`);
}

/** German words of the interface's kind: names and articles are marked as German, all else on an English page is English. */
const german = /(?<![\p{L}-])(der|die|das|und|nicht|mit|von|vom|für|oder|wird|werden|ist|sind|ein|eine|einen|zur|zum|bei|auf|aus|nach|Artikel|Treffer|Suche|Suchen|Namen|Absatz|Fassung|Medien|Medium|Uhr|weitere|alle|keine|Personen|Orte|Themen)(?![\p{L}-])|\p{L}[äöüß]|[äöüÄÖÜ]\p{L}/u;

async function english(browser) {
  for (const kind of all.filter((k) => !k.typed)) {
    const page = await open(browser, kind.base + withLang(kind.path, 'en'), { lang: 'en', cookie: kind.cookie });
    const found = await page.evaluate((source) => {
      const german = new RegExp(source, 'u');
      const list = [];
      const look = (e, text) => { if (german.test(text) && e.closest('[lang]').getAttribute('lang') !== 'de') list.push(text.trim().slice(0, 80)); };
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let n; (n = walk.nextNode());) if (!n.parentElement.closest('script, style, svg title')) look(n.parentElement, n.textContent);
      for (const name of ['title', 'aria-label', 'placeholder', 'alt']) for (const e of document.querySelectorAll(`[${name}]:not(.Z3988)`)) look(e, e.getAttribute(name).split(/[:“]/)[0]); // behind it stands a title or name
      return list;
    }, german.source);
    for (const text of found) fail(kind.name, 'en', `German on an English page: ${text}`);
    await page.close();
  }
}

async function withoutScripts(browser) {
  const source = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
  for (const kind of all) for (const width of [320, 1280]) {
    const page = await open(browser, kind.base + kind.path, { width, js: false, cookie: kind.cookie });
    const wide = await overflow(page);
    if (wide) fail(kind.name, `${width} without scripts`, `scrolls sideways: ${wide}`);
    if (!(await page.$('main h1'))) fail(kind.name, `${width} without scripts`, 'has no heading in main');
    await page.close();
    const unscripted = await open(browser, kind.base + kind.path, { width, cookie: kind.cookie, block: '.js' }); // axe needs timers
    await unscripted.evaluate(source);
    const { violations } = await unscripted.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    for (const v of violations) for (const n of v.nodes) fail(kind.name, `${width} without scripts`, `axe ${v.id}: ${general(n.target)}: ${n.failureSummary}`);
    await unscripted.close();
  }
}

const fetchText = async (url, accept = 'de', cookie = '') => (await fetch(url, { headers: { 'Accept-Language': accept, cookie } })).text();

async function html() {
  const files = [];
  for (const kind of all) for (const lang of ['de', 'en']) {
    const file = join(out, 'html', `${kind.name}-${lang}.html`);
    await writeFile(file, await fetchText(kind.base + withLang(kind.path, lang), lang, kind.cookie));
    files.push(file);
  }
  const jar = require.resolve('vnu-jar/build/dist/vnu.jar');
  const run = promisify(execFile);
  const { stderr } = await run('java', ['-jar', jar, '--format', 'json', '--exit-zero-always', ...files], { maxBuffer: 1 << 26 });
  let notes = 0;
  for (const m of JSON.parse(stderr).messages) {
    if (m.type === 'info' && m.subType !== 'warning') { notes++; continue; }
    const [, kind, lang] = m.url.match(/([^/]+)-(de|en)\.html$/);
    fail(kind, `${lang} line ${m.lastLine}`, `HTML ${m.subType ?? m.type}: ${m.message} (${m.extract?.trim()})`);
  }
  console.log(`vnu: ${files.length} pages, ${notes} notes on style`);
}

/** Bytes as sent to a client that takes gzip, and the headers. */
const zipped = (url, cookie = '') => new Promise((resolve, reject) => {
  get(url, { headers: { 'Accept-Encoding': 'gzip', 'Accept-Language': 'de', cookie } }, (res) => {
    let n = 0;
    res.on('data', (d) => { n += d.length; });
    res.on('end', () => resolve({ bytes: n, encoding: res.headers['content-encoding'] ?? 'identity', status: res.statusCode }));
    res.on('error', reject);
  }).on('error', reject);
});

async function sizes() {
  const rows = [];
  for (const kind of all) {
    const text = await fetchText(kind.base + kind.path, 'de', kind.cookie);
    const { bytes, encoding } = await zipped(kind.base + kind.path, kind.cookie);
    rows.push(`${kind.name}\t${Buffer.byteLength(text)}\t${bytes}\t${encoding}`);
    if (kind.budget && bytes > budgets.html) fail(kind.name, 'de', `${bytes} bytes of HTML after gzip`);
    for (const [type, pattern] of [['css', /href="([^"]+\.css)"/g], ['js', /src="([^"]+\.js)"/g]]) {
      let sum = 0;
      for (const [, path] of text.matchAll(pattern)) sum += (await zipped(kind.base + path)).bytes;
      if (sum > budgets[type]) fail(kind.name, 'de', `${sum} bytes of ${type} after gzip`);
      rows[rows.length - 1] += `\t${type} ${sum}`;
    }
  }
  await writeFile(join(out, 'sizes.tsv'), rows.join('\n') + '\n');
  console.log(`bytes of HTML raw and after gzip, of CSS and JS after gzip:\n${rows.join('\n')}`);
}

async function screenshots(browser) {
  for (const kind of all) for (const width of [360, 1280]) for (const scheme of ['light', 'dark']) {
    const page = await open(browser, kind.base + kind.path, { width, scheme, height: width === 360 ? 740 : 900, cookie: kind.cookie });
    await page.screenshot({ path: join(out, 'shots', `${kind.name}-${width}-${scheme}.png`), fullPage: true, captureBeyondViewport: true });
    await page.close();
  }
}

const browser = await launch();
try {
  const timed = async (name, f) => { const t = Date.now(); await f(browser); console.log(`${name}: ${((Date.now() - t) / 1000).toFixed(1)} s`); };
  await timed('html', html);
  await timed('sizes', sizes);
  await timed('accessibility', accessibility);
  await timed('English', english);
  await timed('without scripts', withoutScripts);
  await timed('screenshots', screenshots);
} finally {
  await browser.close();
}
for (const [what, variants] of failures) console.error(`FAILED ${what}\n       in ${[...new Set(variants)].join(', ')}`);
if (failures.size) {
  console.error(`${failures.size} failures`);
  process.exit(1);
}
console.log('all pages hold');
