import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { Plan } from '../../src/core/plan/schema';
import type { Wire } from '../../src/protocol/channel';
import { hostChannel } from '../../src/protocol/channel';
import type { FormAction } from '../../src/protocol/formActions';
import type { FormHome } from '../../src/protocol/formProtocol';
import { formHtml, styleSheets } from '../../src/ui/form/formHtml';
import { FormPage } from '../../src/ui/form/formPage';
import { type PlanDescription, PlanFormSession } from '../../src/ui/form/planFormSession';
import { describePlan } from './describePlan';
import { MemoryPlan } from './memoryPlan';
import type { Theme } from './themes';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface FormOptions {
  /** None: no plan is selected. */
  readonly plan: Plan | string | undefined;
  readonly theme: Theme;
  readonly width: number;
  readonly height?: number;
  readonly home?: FormHome;
  readonly describe?: (text: string) => PlanDescription;
  /** Translations, as VS Code hands them over. */
  readonly l10n?: Readonly<Record<string, string>>;
}

/** The form alone in a browser, with the real host logic on a text in memory behind it. */
export interface OpenForm {
  readonly page: Page;
  readonly document: MemoryPlan;
  readonly actions: FormAction[];
  /** What went wrong: refused by the content security policy, thrown, or logged as an error or warning. */
  readonly complaints: string[];
  /** Loses every message from the page from now on, until the page is loaded again. */
  readonly cutWire: () => void;
  /** Undo requests that reached the host. */
  readonly workbenchUndos: string[];
  readonly close: () => Promise<void>;
}

export async function openForm(browser: Browser, files: FormFiles, options: FormOptions): Promise<OpenForm> {
  const { theme, width, height = 900, home = 'sideBar' } = options;
  const server = await serveForm(files);
  const complaints: string[] = [];
  const actions: FormAction[] = [];
  const workbenchUndos: string[] = [];
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme.scheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });

  const document = new MemoryPlan(options.plan ?? '');
  const wire = pageWire(page);
  const onBug = (error: unknown): void => {
    complaints.push(String(error));
  };
  const session = new PlanFormSession(document, {
    home,
    describe: () => Promise.resolve((options.describe ?? describePlan)(document.text)),
    run: (action) => {
      actions.push(action);
      return Promise.resolve(undefined);
    },
    ...(home === 'editor'
      ? {
          workbenchUndo: (direction) => {
            workbenchUndos.push(direction);
            return Promise.resolve();
          },
        }
      : {}),
    mintId: (stem) => `${stem}-new`,
    l10n: options.l10n,
    onBug,
  });
  document.onDidChange(() => {
    session.refresh();
  });
  const host = new FormPage(hostChannel(wire, onBug), {
    home,
    shown: () => (options.plan === undefined ? undefined : session),
    find: (uri) => (uri === document.uri ? session : undefined),
    l10n: options.l10n,
    onBug,
  });

  await page.exposeFunction('toHost', wire.receive);
  await page.exposeFunction('complain', (text: string) => complaints.push(text));
  await page.addInitScript(pretendToBeVsCode(theme, home));
  await page.goto(addressOf(server));
  await page.locator('.page').first().waitFor();
  return {
    page,
    document,
    actions,
    complaints,
    workbenchUndos,
    cutWire: () => {
      wire.cut(true);
      page.once('framenavigated', () => {
        wire.cut(false);
      });
    },
    close: async () => {
      host.dispose();
      await context.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface PageWire extends Wire {
  readonly receive: (message: unknown) => void;
  readonly cut: (isCut: boolean) => void;
}

function pageWire(page: Page): PageWire {
  const listeners = new Set<(message: unknown) => void>();
  let isDead = false;
  return {
    receive: (message) => {
      if (!isDead) for (const listener of listeners) listener(message);
    },
    cut: (isCut) => {
      isDead = isCut;
    },
    send: (message) => {
      // A page that is being loaded or closed hears nothing, as in VS Code.
      page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`).catch(() => undefined);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The built page, by address. Read once: a build may replace the files while tests are running. */
export type FormFiles = ReadonlyMap<string, readonly [type: string, body: string]>;

export async function readFormFiles(): Promise<FormFiles> {
  const files = new Map<string, readonly [type: string, body: string]>();
  files.set('/webview.js', ['text/javascript', await readFile(`${root}dist/webview.js`, 'utf8')]);
  for (const name of styleSheets) files.set(`/${name}`, ['text/css', await readFile(`${root}media/${name}`, 'utf8')]);
  return files;
}

async function serveForm(files: FormFiles): Promise<Server> {
  const server = createServer(({ url = '' }, response) => {
    const [type, body] = url === '/' ? ['text/html', pageOf(server)] : (files.get(url) ?? ['text/plain', undefined]);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function pageOf(server: Server): string {
  return formHtml({
    cspSource: addressOf(server),
    nonce: 'q8Yw3mZr',
    scriptUri: '/webview.js',
    styleUris: styleSheets.map((name) => `/${name}`),
    language: 'en',
    title: 'Deployment plan',
  });
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return `http://127.0.0.1:${String(address.port)}`;
}

/** What VS Code puts into every webview: the theme, and its API. A string, since it runs in the page. */
function pretendToBeVsCode({ variables, classes }: Theme, home: FormHome): string {
  const background = home === 'sideBar' ? 'sideBar-background' : 'editor-background';
  return `
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => window.toHost(JSON.parse(JSON.stringify(message))),
      getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
      setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
    });
    document.addEventListener('securitypolicyviolation', (event) =>
      window.complain('CSP: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));
    // VS Code hears keys here, after the page: what arrives is its to handle.
    window.reachedWorkbench = [];
    window.addEventListener('keydown', (event) => {
      if ((event.ctrlKey || event.metaKey) && 'zya'.includes(event.key.toLowerCase())) window.reachedWorkbench.push(event.key);
    });
    document.addEventListener('readystatechange', () => {
      for (const [name, value] of Object.entries(${JSON.stringify(variables)})) {
        document.documentElement.style.setProperty('--vscode-' + name, value);
      }
      if (document.body === null) return;
      document.body.classList.add(...${JSON.stringify(classes)});
      document.documentElement.style.background = 'var(--vscode-${background})';
    });
  `;
}
