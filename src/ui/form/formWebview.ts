import * as vscode from 'vscode';
import type { Wire } from '../../protocol/channel';
import { formHtml, styleSheets } from './formHtml';
import type { FormAction } from '../../protocol/formActions';
import type { KeptTexts } from './keptTexts';
import type { Gone } from './movedPlan';
import type { PlanDocument } from './planDocument';
import type { PlanDescription } from './planFormSession';

/** What both homes of the form are given. */
export interface FormUses {
  readonly extensionUri: vscode.Uri;
  /** What is known about the plan in `document` beside its text. */
  readonly describe: (document: vscode.TextDocument) => Promise<PlanDescription>;
  /** Fires when `describe` may tell something else: for one plan, or for every plan. */
  readonly onDidChangeStatus: vscode.Event<vscode.Uri | undefined>;
  /** Does what the person asked for; tells why it was not done. */
  readonly runAction: (action: FormAction, plan: PlanDocument) => Promise<string | undefined>;
  /** Whether the file of the plan is gone, and where it is now. */
  readonly whereabouts: (plan: vscode.TextDocument) => Promise<Gone | undefined>;
  /** What was typed into forms and is in no document. */
  readonly kept: KeptTexts;
  /** Hears of a rejection that nobody expected. */
  readonly onBug: (error: unknown) => void;
}

/** Gives a webview its page and its rights: scripts, and files of our own two folders. */
export function fillWebview(webview: vscode.Webview, extensionUri: vscode.Uri): void {
  const dist = vscode.Uri.joinPath(extensionUri, 'dist');
  const media = vscode.Uri.joinPath(extensionUri, 'media');
  webview.options = { enableScripts: true, localResourceRoots: [dist, media] };
  webview.html = formHtml({
    cspSource: webview.cspSource,
    nonce: crypto.randomUUID().replaceAll('-', ''),
    scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'webview.js')).toString(),
    styleUris: styleSheets.map((name) => webview.asWebviewUri(vscode.Uri.joinPath(media, name)).toString()),
    language: vscode.env.language,
    title: vscode.l10n.t('Deployment plan'),
  });
}

export function webviewWire(webview: vscode.Webview): Wire {
  return {
    send: (message) => {
      void webview.postMessage(message);
    },
    listen: (listener) => {
      const listening = webview.onDidReceiveMessage(listener);
      return () => {
        listening.dispose();
      };
    },
  };
}

/** Translations for the page; undefined in English. */
export function formBundle(): Readonly<Record<string, string>> | undefined {
  return vscode.l10n.bundle;
}

/** An id that never was: 24 random bits after the stem, and the core looks for it in the plan. */
export function mintId(stem: string): string {
  return `${stem}-${crypto.randomUUID().slice(0, 6)}`;
}
