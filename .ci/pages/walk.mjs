// Ten tasks of a new user, from the start page to a corrected entity, done as a
// person does them: by what is written on the pages. At 360 and 1280 px, with
// scripts and (where a task is possible so) without. Each step leaves a picture.
//
// node walk.mjs BASE OUT SERVER CORPUS
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { complaints, launch, open } from './browser.mjs';

const [base, out, server, corpus] = process.argv.slice(2);
const failures = [];

function need(holds, what) { if (!holds) throw new Error(what); }

/** The first visible element of the selector whose text or name matches. */
async function find(page, selector, words = /./) {
  for (const e of await page.$$(selector)) {
    const text = await e.evaluate((n) => `${n.textContent} ${n.getAttribute('aria-label') ?? ''}`);
    if (words.test(text) && (await e.boundingBox())) return e;
  }
  throw new Error(`nothing to be seen of ${selector} with ${words}`);
}

async function follow(page, selector, words) {
  const e = await find(page, selector, words);
  const href = await e.evaluate((n) => n.href || null);
  if (href) { // a click may land on a neighbour in a narrow window; the address is what counts
    await e.evaluate((n) => n.scrollIntoView({ block: 'center', behavior: 'instant' }));
  }
  await Promise.all([page.waitForNavigation({ waitUntil: 'load', timeout: 15000 }), e.click()]);
}

const submit = (page) => Promise.all([page.waitForNavigation({ waitUntil: 'load', timeout: 15000 }), page.keyboard.press('Enter')]);
const count = (page, selector) => page.$$eval(selector, (all) => all.length);
const text = (page, selector) => page.$eval(selector, (e) => e.textContent);


/** name, whether it works without scripts, what to do */
const tasks = [
  ['find', true, async (page) => {
    await page.type('main input[type=search], input#q', 'Wostotschny');
    await submit(page);
    need(await count(page, '[data-hit]') > 0, 'no hits for Wostotschny');
    need(await count(page, 'mark') > 0, 'no match is marked');
  }],
  ['narrow', true, async (page, js) => {
    await page.goto(`${base}/suche?q=Nordkorea`, { waitUntil: 'load' });
    const before = Number((await text(page, 'main')).match(/(\d+)\s+Treffer/)[1]);
    for (const d of await page.$$('details')) if (!(await d.evaluate((n) => n.open)) && (await d.boundingBox())) await d.evaluate((n) => { if (n.querySelector('input[type=checkbox]')) n.open = true; });
    const box = await find(page, 'form label:has(input[type=checkbox][name=person])');
    if (js) {
      await Promise.all([page.waitForNavigation({ waitUntil: 'load', timeout: 8000 }).catch(() => null), box.click()]);
    } else {
      await box.click();
    }
    if (!/[?&](person|organisation|ort|thema|medium|autor)=/.test(page.url())) await follow(page, 'form button[type=submit]', /anwenden|filtern|eingrenzen|aktualisieren|zeigen/i);
    const after = Number((await text(page, 'main')).match(/(\d+)\s+Treffer/)[1]);
    need(after > 0 && after < before, `${before} hits, ${after} after narrowing`);
  }],
  ['read', true, async (page) => {
    await page.goto(`${base}/suche?q=Wostotschny`, { waitUntil: 'load' });
    await follow(page, '[data-hit] h2 a');
    need(await count(page, 'article p') >= 3, 'the article has no paragraphs');
    need((await text(page, 'article h1')).length > 5, 'the article has no title');
  }],
  ['quote', true, async (page) => {
    await follow(page, 'a.pilcrow');
    need(/^\/a\/[0-9a-z]+\/[0-9a-z]+$/.test(new URL(page.url()).pathname), `not the page of a passage: ${page.url()}`);
    need(await count(page, 'blockquote') === 1, 'no quotation');
  }],
  ['share', true, async (page) => {
    const og = await page.$$eval('meta[property^="og:"]', (all) => Object.fromEntries(all.map((m) => [m.getAttribute('property'), m.content])));
    for (const name of ['og:title', 'og:description', 'og:url', 'og:image']) need(og[name], `no ${name} for chat programs`);
    need(new URL(og['og:url']).pathname === new URL(page.url()).pathname, `og:url leads elsewhere: ${og['og:url']}`);
    const image = await fetch(og['og:image']);
    need(image.ok && image.headers.get('content-type') === 'image/png' && Number(image.headers.get('content-length')) > 0, `the preview image answers ${image.status} ${image.headers.get('content-type')}`);
    const twin = await fetch(og['og:url']);
    need(twin.ok, 'the shared address does not answer');
  }],
  ['cite', true, async (page) => {
    await page.$eval('#zitieren, [id^=cite]', (e) => e.scrollIntoView());
    const main = await text(page, 'main');
    need(/Abruf|abgerufen/.test(main), 'no German footnote');
    for (const [name, type] of [['.ris', /research-info-systems/], ['.bib', /bibtex/]]) {
      const href = await page.$$eval('a', (all, n) => all.find((a) => new URL(a.href).pathname.endsWith(n))?.href, name);
      need(href, `no link to ${name}`);
      const res = await fetch(href);
      need(res.ok && type.test(res.headers.get('content-type')), `${name}: ${res.status} ${res.headers.get('content-type')}`);
    }
  }],
  ['compare', true, async (page) => {
    await page.goto(`${base}/vergleich`, { waitUntil: 'load' });
    const inputs = await page.$$('main input[name=q]');
    need(inputs.length >= 2, 'no two fields');
    await inputs[0].type('Putin');
    await inputs[1].type('Sanktionen');
    await submit(page);
    need(await count(page, 'main table tbody tr') > 0 && /Sanktionen/.test(await text(page, 'main')), 'no comparison');
  }],
  ['export', true, async (page) => {
    await page.goto(`${base}/suche?q=Putin`, { waitUntil: 'load' });
    for (const [name, type] of [['CSV', /text\/csv/], ['RIS', /research-info-systems/], ['BibTeX', /bibtex/], ['JSON', /json/], ['Atom', /atom/]]) {
      const href = await page.$$eval('a', (all, n) => all.find((a) => a.textContent.includes(n))?.href, name);
      need(href, `no link to ${name}`);
      const res = await fetch(href);
      need(res.ok && type.test(res.headers.get('content-type')), `${name}: ${res.status} ${res.headers.get('content-type')}`);
    }
  }],
  ['collect', false, async (page) => {
    await page.goto(`${base}/suche?q=Wostotschny`, { waitUntil: 'load' });
    await follow(page, '[data-hit] h2 a');
    await (await find(page, 'button', /Mappe/)).click();
    await page.goto(`${base}/mappe`, { waitUntil: 'load' });
    need(await count(page, '[data-items] > li') === 1, 'the folder is empty');
    await page.reload({ waitUntil: 'load' });
    need(await count(page, '[data-items] > li') === 1, 'the folder does not survive a reload');
  }],
  ['correct', true, async (page) => {
    const name = `Wladimir Putin (${Date.now() % 100000})`;
    execFileSync(server, ['entities', 'rename', 'wladimir-putin', '-name', name, '-corpus', corpus]);
    for (let i = 0; ; i++) {
      await page.goto(`${base}/e/wladimir-putin`, { waitUntil: 'load' });
      if ((await text(page, 'h1')).includes(name)) break;
      need(i < 60, 'the corrected name does not appear within 15 seconds');
      await new Promise((r) => setTimeout(r, 250));
    }
    execFileSync(server, ['entities', 'rename', 'wladimir-putin', '-name', 'Wladimir Putin', '-corpus', corpus]);
  }],
];

const browser = await launch();
try {
  for (const width of [360, 1280]) for (const js of [true, false]) {
    const shots = join(out, 'walk', `${width}${js ? '' : '-without-scripts'}`);
    await mkdir(shots, { recursive: true });
    const context = await browser.createBrowserContext();
    const page = await open(browser, `${base}/`, { width, height: width === 360 ? 740 : 900, js, context });
    for (const [i, [name, withoutScripts, task]] of tasks.entries()) {
      if (!js && !withoutScripts) continue;
      const where = `${i + 1} ${name}, ${width} px, ${js ? 'with' : 'without'} scripts`;
      try {
        await task(page, js);
        const scrolls = js && await page.evaluate(() => document.scrollingElement.scrollWidth > document.documentElement.clientWidth);
        need(!scrolls, 'the page scrolls sideways');
      } catch (e) {
        failures.push(`${where}: ${e.message} (at ${page.url()})`);
      }
      await page.screenshot({ path: join(shots, `${String(i + 1).padStart(2, '0')}-${name}.png`) });
    }
    for (const c of complaints(page)) failures.push(`${width} px, ${js ? 'with' : 'without'} scripts: ${c}`);
    await context.close();
  }
} finally {
  await browser.close();
}
for (const f of failures) console.error(`FAILED ${f}`);
console.log(`walk: ${tasks.length} tasks at two widths, with and without scripts: ${failures.length} failures`);
process.exit(failures.length ? 1 : 0);
