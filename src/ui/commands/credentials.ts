import * as vscode from 'vscode';
import { fillBlanks } from '../../core/plan/blanks';
import type { LoadEngine } from '../loadEngine';
import { askPick, askText } from '../quickInput';

/** Keeps credentials for a server's origin where nobody can read them. */
export interface CredentialStore {
  readonly store: (origin: string, user: string, secret: string) => Promise<void>;
  readonly forget: (origin: string) => Promise<void>;
}

/**
 * Asks for the credentials of a server that the plan names, and stores them for its origin alone. They never come into a
 * file. An empty password or token forgets what was stored; Escape changes nothing.
 */
export async function storeCredentials(load: LoadEngine, plan: vscode.Uri, store: CredentialStore): Promise<void> {
  const { engine, ports } = await load();
  const { plan: content } = await engine.openDeployment(ports, plan.fsPath);
  const { url = '', alertmanager = '' } = content.monitoring.prometheus ?? {};
  const origins = [url, alertmanager].flatMap((address) => {
    const { text } = fillBlanks(address, content.blanks);
    return URL.canParse(text) ? [new URL(text).origin] : [];
  });
  if (origins.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The plan names no address of Prometheus or the Alertmanager (monitoring.prometheus).'),
    );
    return;
  }
  const title = vscode.l10n.t('Store Credentials of Prometheus');
  const origin = await askPick(
    { title, step: 1, totalSteps: 3 },
    vscode.l10n.t('For which server? They are sent to no other.'),
    [...new Set(origins)].map((label) => ({ label })),
  );
  if (origin?.kind !== 'next') return;
  const user = await askText(
    { title, step: 2, totalSteps: 3 },
    {
      prompt: vscode.l10n.t('User name; leave it blank for a bearer token'),
      value: '',
      reject: (value) => (value.includes(':') ? vscode.l10n.t('A user name holds no colon.') : undefined),
    },
  );
  if (user?.kind !== 'next') return;
  const secret = await vscode.window.showInputBox({
    title,
    prompt:
      user.value === ''
        ? vscode.l10n.t('Token; leave it blank to forget what is stored')
        : vscode.l10n.t('Password; leave it blank to forget what is stored'),
    password: true,
    ignoreFocusOut: true,
  });
  if (secret === undefined) return;
  await (secret === '' ? store.forget(origin.value.label) : store.store(origin.value.label, user.value, secret));
}
