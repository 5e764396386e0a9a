// Chromium, and pages in it that remember what they did.
import puppeteer from 'puppeteer-core';

export const launch = () =>
  puppeteer.launch({
    executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking', '--hide-scrollbars'],
  });

/**
 * Opens a URL in a page of its own. The returned page has `.seen`: requests,
 * what the console said, errors of scripts and of the security policy, and the
 * sum of layout shifts so far. Requests whose path ends in block are refused.
 */
export async function open(browser, url, { width = 1280, height = 900, scheme = 'light', lang = 'de', js = true, cookie, context, block } = {}) {
  const page = await (context ?? browser).newPage();
  await page.setCacheEnabled(false);
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.setExtraHTTPHeaders({ 'Accept-Language': lang, ...(cookie && { Cookie: cookie }) });
  await page.setJavaScriptEnabled(js);
  if (block) {
    await page.setRequestInterception(true);
    page.on('request', (r) => (new URL(r.url()).pathname.endsWith(block) ? r.abort() : r.continue()));
  }
  const seen = { requests: [], complaints: [] };
  page.on('request', (r) => { if (!r.url().startsWith('data:')) seen.requests.push(r.url()); });
  page.on('requestfailed', (r) => seen.complaints.push(`request failed: ${r.url()}: ${r.failure()?.errorText}`));
  page.on('pageerror', (e) => seen.complaints.push(`script error: ${e.message}`));
  page.on('console', (m) => seen.complaints.push(`console ${m.type()}: ${m.text()}`));
  if (js) {
    await page.evaluateOnNewDocument(() => {
      window.__shift = 0;
      new PerformanceObserver((l) => { for (const e of l.getEntries()) if (!e.hadRecentInput) window.__shift += e.value; })
        .observe({ type: 'layout-shift', buffered: true });
    });
  }
  const response = await page.goto(url, { waitUntil: 'load', timeout: 30000 });
  page.seen = seen;
  page.status = response.status();
  return page;
}

/** The browser itself reports an answer of 404 in the console: that is no complaint of the page. */
export const complaints = (page) => page.seen.complaints.filter((c) => !(page.status >= 400 && /status of 4\d\d/.test(c)));

/** What sticks out to the right of the window, if the page scrolls sideways. */
export const overflow = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= width) return null;
    const culprits = [...document.body.querySelectorAll('*')]
      .filter((e) => e.getBoundingClientRect().right > width + 1)
      .slice(-3).map((e) => `${e.tagName.toLowerCase()}.${e.className}`);
    return `${document.scrollingElement.scrollWidth} px wide in ${width}: ${culprits.join(', ')}`;
  });
