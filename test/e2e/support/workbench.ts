import * as path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { isExternal, startBrowser } from '../../host/browser.mjs';
import { ROOT } from '../../host/embedded.mjs';
import { packExtension } from '../../host/packExtension.mjs';
import { ISOLATED_GIT, atMost, delay, removeFolder, temporaryFolder } from '../../host/processes.mjs';
import { readSettings } from '../../host/quietSettings.mjs';
import { type Server, type WorkspaceTrust, installExtension, startServer, workbenchUrl } from '../../host/server.mjs';
import { Dialog } from './dialog';
import { Editors, webview } from './editors';
import { Notifications } from './notifications';
import { QuickInput } from './quickInput';
import { takeScreenshot } from './screenshots';
import { Terminal } from './terminal';
import { Tree } from './tree';

const READY_LIMIT_MS = 120_000;
const RESTART_LIMIT_MS = 120_000;
const CLOSE_LIMIT_MS = 15_000;
/** Every wait ends with it, and with `poll` in the configuration of the tests. Generous: the machine may be busy. */
const ACTION_LIMIT_MS = 120_000;
const SHOWN_LIMIT_MS = 2_000;
const SHOW_ATTEMPTS = 6;
const yes = () => true;
const no = () => false;

export interface WorkbenchOptions {
  /** The folder, or the `.code-workspace` file, that is opened. */
  readonly folder: string;
  /** The packaged extension; the one that `npm run package` makes by default. */
  readonly vsix?: string;
  /** The folder of an extension that helps the test, in `test/e2e/support`. */
  readonly helper?: string;
  /** The person's settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `trusted` by default. */
  readonly workspaceTrust?: WorkspaceTrust;
  /** Added to the environment of VS Code, its extensions and terminals. */
  readonly env?: Readonly<Record<string, string>>;
  /** The language of the extension, such as `qps-ploc`; the workbench itself stays English. */
  readonly locale?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Pixels of a picture for each of the page; 1 by default. */
  readonly scale?: number;
}

/** The themes' names. The first two are the defaults. */
const THEMES = {
  light: 'Light 2026',
  dark: 'Dark 2026',
  highContrast: 'Dark High Contrast',
  highContrastLight: 'Light High Contrast',
} as const;

export type Theme = keyof typeof THEMES;

/**
 * The real workbench in a browser, with the packaged extension installed as a person would have it. Each one has
 * settings, extensions, a server and a browser of its own; `dispose` ends and removes all of them.
 */
export class Workbench {
  /** Requests that tried to leave this machine. There should be none. */
  readonly externalRequests: readonly string[];
  /** What a page wanted and its content security policy refused, as the browser tells it. There should be none. */
  readonly policyViolations: readonly string[];
  /** The folder, or the workspace file, that is open. */
  readonly folder: string;
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly dialog: Dialog;
  readonly tree: Tree;
  readonly notifications: Notifications;
  readonly editors: Editors;
  readonly terminal: Terminal;
  readonly #server: Server;
  /** Where the server keeps settings and logs. */
  readonly userDataDir: string;
  readonly #dispose: () => Promise<void>;

  private constructor(folder: string, page: Page, server: Server, userDataDir: string, dispose: () => Promise<void>) {
    const external: string[] = [];
    page.context().on('request', (request) => {
      if (isExternal(request.url())) {
        external.push(request.url());
      }
    });
    const violations: string[] = [];
    page.on('console', (message) => {
      if (/content security policy/iu.test(message.text())) violations.push(message.text());
    });
    page.setDefaultTimeout(ACTION_LIMIT_MS);
    this.externalRequests = external;
    this.policyViolations = violations;
    this.folder = folder;
    this.page = page;
    this.quickInput = new QuickInput(page);
    this.dialog = new Dialog(page);
    this.tree = new Tree(page);
    this.notifications = new Notifications(page);
    this.editors = new Editors(page);
    this.terminal = new Terminal(page);
    this.#server = server;
    this.userDataDir = userDataDir;
    this.#dispose = dispose;
  }

  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const dataDir = temporaryFolder('e2e');
    const cleanups: (() => Promise<void> | void)[] = [
      () => {
        removeFolder(dataDir);
      },
    ];
    const dispose = async () => {
      for (const cleanup of cleanups.splice(0).reverse()) {
        await cleanup();
      }
    };
    try {
      const vsix = options.vsix ?? path.join(ROOT, 'dist', 'cc10x-deployment-planner.vsix');
      await installExtension(vsix, { dataDir });
      if (options.helper !== undefined) {
        const folder = path.join(import.meta.dirname, options.helper);
        await installExtension(await packExtension(folder, dataDir), { dataDir });
      }
      const userDataDir = path.join(dataDir, 'user-data');
      const server = await startServer({
        dataDir,
        userDataDir,
        ...(options.workspaceTrust !== undefined && { workspaceTrust: options.workspaceTrust }),
        settings: { 'terminal.integrated.gpuAcceleration': 'off', ...options.settings },
        env: { ...ISOLATED_GIT, TZ: 'UTC', ...options.env },
      });
      cleanups.push(() => server.stop());
      const { context, page } = await startBrowser({
        profileDir: path.join(dataDir, 'chromium'),
        ...(options.viewport !== undefined && { viewport: options.viewport }),
        ...(options.scale !== undefined && { scale: options.scale }),
      });
      cleanups.push(() => atMost(context.close(), CLOSE_LIMIT_MS));
      const workbench = new Workbench(options.folder, page, server, userDataDir, dispose);
      if (options.locale !== undefined) {
        await pretendLanguage(page, options.locale);
      }
      const target = options.folder.endsWith('.code-workspace')
        ? { workspace: options.folder }
        : { folder: options.folder };
      await page.goto(workbenchUrl(server, target));
      await workbench.waitUntilReady();
      return workbench;
    } catch (error) {
      await dispose();
      throw error;
    }
  }

  /** The extension's icon comes last: before it is there, keys and commands go nowhere. */
  async waitUntilReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: READY_LIMIT_MS });
    await this.viewContainer('CC10x').waitFor({ timeout: READY_LIMIT_MS });
  }

  /** Runs a command from the palette by its full title, such as `CC10x: Plan Deployment`. */
  async palette(title: string): Promise<void> {
    await this.quickInput.runCommand(title);
  }

  async openFile(file: string): Promise<void> {
    await this.quickInput.openFile(file);
    await this.editors.waitUntilActive(path.basename(file));
  }

  /** Opens the active file in another editor, such as the form. */
  async reopenWith(editor: string): Promise<void> {
    await this.palette('View: Reopen Editor With...');
    await this.quickInput.pick(editor);
  }

  /** An icon of the activity bar. Its accessible name goes on with the badge, where there is one. */
  viewContainer(name: string): Locator {
    return this.page
      .locator('.activitybar .action-item')
      .filter({ has: this.page.locator(`a[aria-label^="${name}"]`) });
  }

  /**
   * Shows a view container in the side bar, and leaves it alone when it is already there. Its icon is a toggle, and the
   * workbench may be about to bring back what was shown before, so the side bar is looked at after each click.
   */
  async showViewContainer(name: string): Promise<void> {
    const title = this.page.locator('.part.sidebar .composite.title', { hasText: name });
    for (let attempt = 0; attempt < SHOW_ATTEMPTS; attempt++) {
      const shown = title.waitFor({ timeout: SHOWN_LIMIT_MS });
      if (await shown.then(yes, no)) return;
      await this.viewContainer(name).click();
    }
    await title.waitFor();
  }

  /** The page of the form in the side bar. The one in the editor area is `editors.form()`. */
  form(): FrameLocator {
    return webview(this.page, 'sideBar');
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: text });
  }

  async screenshot(name: string): Promise<string> {
    return takeScreenshot(this.page, name);
  }

  /**
   * Changes the person's settings as a person does: in the editor. The workbench does not watch the file while it is
   * closed.
   */
  async changeSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
    await this.palette('Preferences: Open User Settings (JSON)');
    await this.editors.waitUntilActive('settings.json');
    await this.editors.replaceText(JSON.stringify({ ...readSettings(this.userDataDir), ...settings }));
    await this.editors.save();
    await this.palette('View: Close Editor');
  }

  async setTheme(theme: Theme): Promise<void> {
    await this.palette('Preferences: Color Theme');
    await this.quickInput.fill(THEMES[theme]);
    await this.quickInput.pick(THEMES[theme]);
    await this.quickInput.waitUntilClosed();
  }

  /** Leaves Restricted Mode by way of VS Code's page about it. */
  async trustFolder(): Promise<void> {
    await this.palette('Workspaces: Manage Workspace Trust');
    const page = this.page.locator('.workspace-trust-editor');
    await page.getByRole('button', { name: 'Trust', exact: true }).click();
    await this.statusBarItem('Restricted Mode').waitFor({ state: 'detached' });
    await page.press('Escape');
    await page.waitFor({ state: 'hidden' });
  }

  /** Loads the workbench again, with a new extension host; what was open comes back. */
  async reload(): Promise<void> {
    const before = new Set(this.#server.extensionHosts());
    await this.page.reload();
    await this.waitUntilReady();
    await this.#waitForNewExtensionHost(before);
  }

  /** Closes the window, and opens another one on the same folder when nothing of the first is left. */
  async closeAndOpenAgain(): Promise<void> {
    const before = new Set(this.#server.extensionHosts());
    const address = this.page.url();
    await this.page.goto('about:blank');
    for (const limit = Date.now() + RESTART_LIMIT_MS; this.#server.extensionHosts().some((pid) => before.has(pid));) {
      if (Date.now() > limit) throw new Error('The extension host outlives its window.');
      await delay(100);
    }
    await this.page.goto(address);
    await this.waitUntilReady();
  }

  /**
   * Ends the extension host as a crash would, and waits for the new one. VS Code starts one by itself twice within five
   * minutes; the third time it asks.
   */
  async killExtensionHost(): Promise<void> {
    const before = this.#server.extensionHosts();
    before.forEach((pid) => process.kill(pid, 'SIGKILL'));
    await this.#waitForNewExtensionHost(new Set(before));
  }

  /** Ends the server and the browser and removes what they wrote. Safe to call twice. */
  async dispose(): Promise<void> {
    await this.#dispose();
  }

  async #waitForNewExtensionHost(before: ReadonlySet<number>): Promise<void> {
    const limit = Date.now() + RESTART_LIMIT_MS;
    while (!this.#server.extensionHosts().some((pid) => !before.has(pid))) {
      if (Date.now() > limit) {
        throw new Error('No new extension host came up.');
      }
      await delay(100);
    }
  }
}

/**
 * The workbench takes its language from a global that the server sets with the translated messages, and hands it on to
 * the extension host and the extension scanner. Without translated messages it is never set.
 */
async function pretendLanguage(page: Page, language: string): Promise<void> {
  await page.addInitScript((value) => {
    Reflect.set(globalThis, '_VSCODE_NLS_LANGUAGE', value);
  }, language);
}
