import * as vscode from 'vscode';
import type { Deployments } from '../deployments';
import type { LoadEngine } from '../loadEngine';
import type { FormAction } from '../../protocol/formActions';
import type { PlanDocument } from './planDocument';
import { PLAN_EDITOR } from './planEditorType';
import { renamedUri } from './renamedUri';

/** The two homes of the form, loaded when the first of them is shown. */
export interface Forms {
  readonly dispose: () => void;
  /** Selects a plan and shows it in the side bar, at a place of it where one is given. */
  readonly show: (plan: vscode.Uri, path?: readonly (string | number)[]) => Promise<void>;
  readonly selected: () => vscode.Uri | undefined;
}

export function lazyForms(uses: {
  readonly extensionUri: vscode.Uri;
  readonly load: LoadEngine;
  readonly deployments: Deployments;
  readonly log: vscode.LogOutputChannel;
  /** What this extension remembers of the workspace. */
  readonly memory: vscode.Memento;
  /** The form of a plan is shown in the editor area. */
  readonly onEditor: (plan: vscode.Uri) => void;
}): Forms {
  let selected: vscode.Uri | undefined;
  let loading: ReturnType<typeof loadForms> | undefined;
  const follow = async (from: vscode.Uri, to: vscode.Uri): Promise<void> => {
    if (selected !== undefined) selected = renamedUri(selected, from, to) ?? selected;
    await loading?.then(({ sideBar }) => sideBar.follow(from, to));
  };
  const forms = (): ReturnType<typeof loadForms> => (loading ??= loadForms({ ...uses, follow }));
  const registered = [
    vscode.window.registerWebviewViewProvider('cc10x.form', {
      resolveWebviewView: async (view) => {
        const { sideBar } = await forms();
        sideBar.resolveWebviewView(view);
        await sideBar.select(selected ?? (await uses.deployments.list())[0]);
      },
    }),
    // A form that came before the first plan, or before the editor could look for one.
    uses.deployments.onDidChange(() => {
      void loading?.then(async ({ sideBar }) => {
        if (!sideBar.isEmpty()) return;
        const [newest] = await uses.deployments.list();
        if (newest !== undefined && sideBar.isEmpty()) await sideBar.select(newest);
      });
    }),
    vscode.window.registerCustomEditorProvider(
      PLAN_EDITOR,
      {
        resolveCustomTextEditor: async (document: vscode.TextDocument, panel: vscode.WebviewPanel) => {
          uses.onEditor(document.uri);
          (await forms()).editor.resolveCustomTextEditor(document, panel);
        },
      },
      { supportsMultipleEditorsPerDocument: true },
    ),
    vscode.workspace.onWillRenameFiles(({ files }) => {
      void loading?.then(({ editor }) => {
        editor.leave(files);
      });
    }),
    vscode.workspace.onDidRenameFiles(({ files }) => {
      void loading?.then(({ editor }) => {
        editor.arrive(files);
      });
      for (const { oldUri, newUri } of files) void follow(oldUri, newUri);
    }),
  ];
  return {
    show: async (plan, path) => {
      selected = plan;
      const { sideBar, nameItems } = await forms();
      await vscode.commands.executeCommand('cc10x.form.focus');
      await sideBar.select(plan);
      if (path === undefined) return;
      const document = await vscode.workspace.openTextDocument(plan);
      const content: unknown = JSON.parse(document.getText());
      sideBar.reveal(nameItems(content, path));
    },
    selected: () => selected,
    dispose: () => {
      for (const registration of registered) registration.dispose();
      void loading?.then(({ sideBar }) => {
        sideBar.dispose();
      });
    },
  };
}

async function loadForms({
  extensionUri,
  load,
  deployments,
  log,
  memory,
  follow,
}: {
  readonly extensionUri: vscode.Uri;
  readonly load: LoadEngine;
  readonly deployments: Deployments;
  readonly log: vscode.LogOutputChannel;
  readonly memory: vscode.Memento;
  /** The plan is edited on under another name. */
  readonly follow: (from: vscode.Uri, to: vscode.Uri) => Promise<void>;
}) {
  const [{ SideBarForm }, { PlanEditor }, { KeptTexts }, { describePlan }, { runFormAction }, moved, { nameItems }] =
    await Promise.all([
      import('./sideBarForm'),
      import('./planEditor'),
      import('./keptTexts'),
      import('./describePlan'),
      import('./formActions'),
      import('./movedPlan'),
      import('../../core/plan/itemPath'),
    ]);
  const whereabouts = (plan: vscode.TextDocument) => moved.whereabouts(() => deployments.list(), plan);
  const goOn = async (plan: PlanDocument): Promise<string | undefined> => {
    const to = (await whereabouts(plan.current))?.movedTo;
    return to === undefined
      ? vscode.l10n.t('This plan is at no other place any more.')
      : moved.goOnAt(plan, to, {
          leave: (files) => {
            editor.leave(files);
          },
          arrive: (files) => {
            editor.arrive(files);
          },
          follow,
        });
  };
  const onBug = (error: unknown): void => {
    log.error(error instanceof Error ? error : String(error));
  };
  const uses = {
    extensionUri,
    kept: new KeptTexts(memory, onBug),
    describe: (document: vscode.TextDocument) => describePlan(load, deployments, document),
    onDidChangeStatus: (listener: (plan: vscode.Uri | undefined) => unknown) =>
      deployments.onDidChange(() => {
        listener(undefined);
      }),
    whereabouts,
    runAction: (action: FormAction, plan: PlanDocument) =>
      action.action === 'goOnThere' ? goOn(plan) : runFormAction(load, action, plan.current.uri),
    onBug,
  };
  const editor = new PlanEditor(uses);
  return { sideBar: new SideBarForm(uses), editor, nameItems };
}
