import { readFileSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { CHROMIUM } from '../helpers/chromium.ts';

const AXE = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** What a page's test may take: the machine may have much to do. */
const PATIENCE_MS = 30_000;

type Open = (url: string, options?: BrowserContextOptions, kept?: 'kept') => Promise<Page>;

/** One browser for the tests of a file. A page is closed after its test, if it is not kept; none may say a word on the console. */
export function useBrowser(): Open {
  let browser: Browser;
  const said: string[] = [];
  const opened: Page[] = [];
  beforeAll(async () => {
    browser = await chromium.launch(CHROMIUM);
  });
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.context().close();
    expect(said.splice(0)).toEqual([]);
  });
  afterAll(() => browser.close());
  return async (url, options, kept) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    if (!kept) opened.push(page);
    page.setDefaultTimeout(PATIENCE_MS / 2);
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    await page.goto(url);
    return page;
  };
}

/** What axe finds wrong with a page as it is: rules, and where they are broken. */
export async function violations(page: Page): Promise<string[]> {
  // By evaluation, for the page's policy lets no other script in; once, for it is large.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(AXE);
  const found = await page.evaluate<{ violations: { id: string; nodes: { target: string[] }[] }[] }>(
    'axe.run()',
  );
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}

/** The innermost states that are lit in the chart that is shown. */
export function litStates(page: Page): Promise<string[]> {
  return page
    .locator('[data-state].state.lit')
    .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-state')!));
}
