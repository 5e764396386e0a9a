// The kinds of pages of a running archive, found through its JSON API, so that
// no id of an article is written down here.

const json = async (url) => {
  const res = await fetch(url);
  if (!res.ok) throw new Error(`${url}: ${res.status}`);
  return res.json();
};

const pathOf = (url, base) => new URL(url, base).pathname;

/** The kinds of pages: name, path, the status they answer with, whether a budget of bytes holds for them, whether they show words as typed. */
export async function kinds(base) {
  const found = await json(`${base}/api/v1/search?q=Putin&limit=10`);
  if (!found.hits.length) throw new Error('the archive holds nothing on Putin: are these the shipped articles?');
  const article = pathOf(found.hits[0].url, base);
  const id = found.hits[0].id;
  const pid = (await json(`${base}/api/v1/articles/${id}`)).paragraphs.find((p) => p.kind === 'text').pid;
  const entities = await json(`${base}/api/v1/entities?limit=1`);
  const slug = (entities.entities ?? entities)[0].slug;
  return [
    { name: 'start', path: '/' },
    { name: 'results', path: '/suche?q=Putin', budget: true },
    { name: 'results-filtered', path: '/suche?bis=2024&q=Russland+Nordkorea&sortierung=neueste&von=2022' },
    { name: 'results-none', path: '/suche?q=Quastenflosserzucht' },
    { name: 'results-warning', path: '/suche?q=%22offen+%28von%3Agestern+medium%3A', typed: true },
    { name: 'compare', path: '/vergleich?q=Putin&q=Kim' },
    { name: 'article', path: article, budget: true },
    { name: 'article-hit', path: `${article}?q=Putin` },
    { name: 'passage', path: `/a/${id}/${pid}`, budget: true },
    { name: 'versions', path: `/a/${id}/versionen` },
    { name: 'entities', path: '/e' },
    { name: 'entity', path: `/e/${slug}` },
    { name: 'folder', path: '/mappe' },
    { name: 'help', path: '/hilfe' },
    { name: 'about', path: '/ueber' },
    { name: 'imprint', path: '/impressum' },
    { name: 'privacy', path: '/datenschutz' },
    { name: 'status', path: '/status' },
    { name: 'not-found', path: '/a/zzzzzzzzz-gibt-es-nicht', status: 404, typed: true },
    { name: 'style', path: '/stil', typed: true },
  ];
}

/** The kinds of pages of a closed archive, as somebody who is not logged in meets them. */
export async function closedKinds(open, closed) {
  const all = await kinds(open);
  const { cookie, share } = await logIn(closed, 'geheim', all.find((k) => k.name === 'article').path);
  return [
    { name: 'closed-start', path: '/' },
    { name: 'closed-article', path: all.find((k) => k.name === 'article').path },
    { name: 'closed-login', path: '/anmelden' },
    { name: 'closed-share-broken', path: '/teilen/kaputt', status: 404 },
    { name: 'closed-share', path: share },
    { name: 'shares', path: '/teilen', cookie, typed: true },
    { name: 'shares-new', path: `/teilen?artikel=${all.find((k) => k.name === 'article').path.match(/[/]a[/]([0-9a-z]+)/)[1]}`, cookie, typed: true },
    { name: 'logged-in-article', path: all.find((k) => k.name === 'article').path, cookie },
  ].map((k) => ({ ...k, base: closed }));
}

export const withLang = (path, lang) => (lang === 'de' ? path : path + (path.includes('?') ? '&' : '?') + `lang=${lang}`);

/** Logs in to a closed archive and returns the cookie, after making a link to share. */
export async function logIn(closed, password, article) {
  const token = async (path, cookie = '') => (await (await fetch(closed + path, { headers: { cookie } })).text()).match(/name="token" value="([^"]+)"/)[1];
  const post = (path, form, cookie = '') => fetch(closed + path, { method: 'POST', redirect: 'manual', headers: { cookie, Origin: closed }, body: new URLSearchParams(form) });
  const res = await post('/anmelden', { token: await token('/anmelden'), password });
  if (res.status !== 303) throw new Error(`logging in answers ${res.status}`);
  const cookie = res.headers.get('set-cookie').split(';')[0];
  const id = article.match(/\/a\/([0-9a-z]+)/)[1];
  const made = await (await post('/teilen', { token: await token('/teilen', cookie), artikel: id, tage: '7', notiz: 'für Änne' }, cookie)).text();
  const share = made.match(/value="[^"]*(\/teilen\/[^"]+)"/)[1];
  return { cookie, share };
}
