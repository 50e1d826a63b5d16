import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';
import { fenceConfig } from '../../eslint.config.mjs';

const rule = '@typescript-eslint/no-restricted-imports';

/** The very fences of the lint configuration, without the rules that need types: those take seconds to load. */
const linter = new ESLint({
  overrideConfigFile: true,
  baseConfig: [
    {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser },
      plugins: { '@typescript-eslint': tseslint.plugin },
    },
    ...fenceConfig,
  ],
});

/** What each layer must not import, as a newcomer would write it. The named file exists, so that types are found. */
const forbidden: readonly (readonly [file: string, code: string])[] = [
  ['src/core/approval.ts', "import { readFile } from 'node:fs/promises';"],
  ['src/core/approval.ts', "import type * as vscode from 'vscode';"],
  ['src/core/approval.ts', "import { assess } from '../flow/assessDeployment';"],
  ['src/core/approval.ts', "import type { FromForm } from '../protocol/formProtocol';"],
  ['src/core/plan/schema.ts', "import type { Ports } from '../../flow/ports';"],
  ['src/protocol/formProtocol.ts', "import type { Ports } from '../flow/ports';"],
  ['src/protocol/formProtocol.ts', "import * as vscode from 'vscode';"],
  ['src/flow/deployment.ts', "import { diskFiles } from '../adapters/diskFiles';"],
  ['src/flow/deployment.ts', "import type { FormAction } from '../protocol/formActions';"],
  ['src/flow/deployment.ts', "import { simpleGit } from 'simple-git';"],
  ['src/flow/deployment.ts', "import { join } from 'node:path';"],
  ['src/adapters/system.ts', "import { statusText } from '../ui/tree/words';"],
  ['src/adapters/system.ts', "import Handlebars from 'handlebars';"],
  ['src/ui/targetPlan.ts', "import { git } from '../adapters/git/repository';"],
  ['src/ui/targetPlan.ts', "import { simpleGit } from 'simple-git';"],
  ['src/ui/targetPlan.ts', "import { openPorts } from '../engine';"],
  ['src/ui/targetPlan.ts', "import { activate } from '../extension';"],
  ['src/cli/command.ts', "import * as vscode from 'vscode';"],
  ['src/cli.ts', "import { statusText } from './ui/tree/words';"],
  ['src/engine.ts', "import * as vscode from 'vscode';"],
  ['webview/state.ts', "import type { Ports } from '../src/flow/ports';"],
  ['webview/state.ts', "import { vsCodeButton } from '@vscode/webview-ui-toolkit';"],
  ['webview/state.ts', "import { join } from 'node:path';"],
];

const allowed: readonly (readonly [file: string, code: string])[] = [
  ['src/flow/deployment.ts', "import { readPlan } from '../core/plan/readPlan';"],
  ['src/adapters/system.ts', "import type { Ports } from '../flow/ports';"],
  ['src/adapters/system.ts', "import { createHash } from 'node:crypto';"],
  ['src/adapters/handlebarsRenderer.ts', "import { template } from 'handlebars/runtime';"],
  ['src/ui/targetPlan.ts', "import type { Ports } from '../flow/ports';"],
  ['src/protocol/formProtocol.ts', "import { planSchema } from '../core/plan/schema';"],
  ['webview/state.ts', "import type { FormReading } from '../src/protocol/formProtocol';"],
  ['webview/components.ts', "import { vsCodeButton } from '@vscode/webview-ui-toolkit';"],
];

async function countOf(file: string, code: string): Promise<number> {
  const [result] = await linter.lintText(`${code}\n`, { filePath: file });
  return result?.messages.filter(({ ruleId }) => ruleId === rule).length ?? -1;
}

describe('the fences between the layers', () => {
  test.each(forbidden)('%s must not have: %s', async (file, code) => {
    expect(await countOf(file, code)).toBe(1);
  });

  test.each(allowed)('%s may have: %s', async (file, code) => {
    expect(await countOf(file, code)).toBe(0);
  });
});
