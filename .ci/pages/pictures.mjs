// The README's pictures. Usage: pictures.mjs BASE FOLDER
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launch, open } from './browser.mjs';

const [base, folder] = process.argv.slice(2);
const first = async (path) => (await (await fetch(base + path)).json()).hits[0].url;
const pictures = [
  { name: 'results', url: `${base}/suche?q=Vostochny`, height: 860 },
  { name: 'article', url: await first('/api/v1/search?q=titel:Wostotschny'), height: 860 },
  { name: 'entity', url: `${base}/e/kim-jong-un`, height: 1180 },
];
await mkdir(folder, { recursive: true });
const browser = await launch();
try {
  for (const { name, url, height } of pictures) {
    const page = await open(browser, url, { height });
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
}
