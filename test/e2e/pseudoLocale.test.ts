import { execFile } from 'node:child_process';
import { cp, readdir, readFile, writeFile, mkdir } from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../host/embedded.mjs';
import { removeFolder, temporaryFolder } from '../host/processes.mjs';
import { pseudo, pseudoBundle } from '../support/pseudoLocale';
import { makeSampleService } from '../workspaces/sampleService.mjs';
import { Workbench } from './support/workbench';

let parent: string;
let folder: string;
let workbench: Workbench;

beforeAll(async () => {
  parent = temporaryFolder('pseudo');
  folder = path.join(parent, 'checkout');
  await makeSampleService(folder);
  const vsix = await packagePseudoLocale(path.join(parent, 'extension'));
  workbench = await Workbench.open({ folder, vsix, locale: 'qps-ploc', viewport: { width: 1400, height: 1500 } });
});

afterAll(async () => {
  await workbench.dispose();
  removeFolder(parent);
});

test('whatever a person reads of ours went through the localisation', async () => {
  const { quickInput } = workbench;
  await workbench.showViewContainer('CC10x');
  await workbench.page.getByText(pseudo('Deployments'), { exact: true }).waitFor();
  await workbench.palette(`CC10x: ${pseudo('Plan Deployment')}`);
  for (const step of [1, 2, 3, 4]) {
    await quickInput.waitForStep(`${pseudo('Plan Deployment')} (${String(step)}/4)`);
    await quickInput.accept();
  }
  const form = workbench.form();
  await form.getByRole('heading', { name: 'Express checkout' }).waitFor();
  await form.getByText(pseudo('Write Runbook')).first().waitFor();
  await workbench.page.locator('.part.sidebar .monaco-list-row', { hasText: pseudo('Approval') }).waitFor();
  await workbench.screenshot('pseudo-locale');

  // What the core says (verdicts, problems, the plan's own text) is English by design, and stands in these files.
  const english = await readDeployment();
  const texts = (await form.locator('body').evaluate(textsIn)).flatMap((text) => text.split(' · '));
  const foreign = [
    ...new Set(
      texts.map((text) =>
        text
          .replaceAll(/\s+/gu, ' ')
          .trim()
          .replace(/^(?:·|\d+) /u, '')
          // How long ago that was depends on how long the steps above took.
          .replace(/(?<=, last fetched )(?:less than a minute|\d+ minutes?)(?= ago\.$)/u, 'some time'),
      ),
    ),
  ].filter((text) => /\p{L}{2}/u.test(text) && !text.includes('⟦') && !english.some((source) => source.includes(text)));
  expect(foreign).toEqual([]);

  const rows = await workbench.tree.names(pseudo('Deployments'));
  const groups = rows.filter(
    (row) => !row.includes('Express checkout') && !english.some((source) => source.includes(row)),
  );
  expect(groups.filter((row) => !row.includes('⟦') && !/: pending|^Unanswered/u.test(row))).toEqual([]);
});

interface TextNode {
  readonly nodeType: number;
  readonly textContent: string | null;
  readonly childNodes: Iterable<TextNode>;
}

/** Runs in the page: every stretch of text between two tags. */
function textsIn(root: TextNode): string[] {
  const texts: string[] = [];
  const open: TextNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.nodeType === 3) texts.push(node.textContent ?? '');
    else open.push(...node.childNodes);
  }
  return texts;
}

/** The packaged extension with a translation that only marks: each of our strings between brackets. */
async function packagePseudoLocale(target: string): Promise<string> {
  for (const part of [
    'dist',
    'media',
    'package.json',
    '.vscodeignore',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'SUPPORT.md',
  ]) {
    await cp(path.join(ROOT, part), path.join(target, part), {
      recursive: true,
      filter: (name) => !name.includes('dist/test'),
    });
  }
  const strings: unknown = JSON.parse(await readFile(path.join(ROOT, 'package.nls.json'), 'utf8'));
  const entries = Object.entries(strings ?? {}).map(
    ([key, value]) => [key, typeof value === 'string' ? value : ''] as const,
  );
  const write = (name: string, content: unknown): Promise<void> =>
    writeFile(path.join(target, name), JSON.stringify(content));
  await mkdir(path.join(target, 'l10n'));
  await write('package.nls.json', Object.fromEntries(entries));
  await write('package.nls.qps-ploc.json', Object.fromEntries(entries.map(([key, value]) => [key, pseudo(value)])));
  await write('l10n/bundle.l10n.qps-ploc.json', await pseudoBundle(ROOT, ['src', 'webview']));
  await writeFile(
    path.join(target, '.vscodeignore'),
    `${await readFile(path.join(ROOT, '.vscodeignore'), 'utf8')}!package.nls.*.json\n`,
  );
  const vsix = path.join(target, 'pseudo.vsix');
  await promisify(execFile)(
    process.execPath,
    [path.join(ROOT, 'node_modules/@vscode/vsce/vsce'), 'package', '--no-dependencies', '--out', vsix],
    { cwd: target },
  );
  return vsix;
}

async function readDeployment(): Promise<readonly string[]> {
  const home = path.join(folder, 'thoughts/shared/deployment-runbooks');
  const { checksText } = english;
  const texts = await Promise.all((await readdir(home)).map((name) => readFile(path.join(home, name), 'utf8')));
  return [...texts.map((text) => text.replaceAll('\\"', '"')), ...checksText];
}

/** Sentences of the core that stand in no file of the deployment. */
const english = {
  checksText: [
    '`npm test` has not run yet.',
    'Nobody has vouched for this yet.',
    'The plan is not approved.',
    'The checkout is exactly the release head.',
    'A remote-tracking branch contains the release head.',
    'The release contains all of origin/main, last fetched some time ago.',
  ],
};
