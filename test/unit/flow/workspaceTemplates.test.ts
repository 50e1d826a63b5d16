import { describe, expect, test } from 'vitest';
import { environmentFailed } from '../../../src/flow/errors';
import { gateByTrust } from '../../../src/adapters/trustGate';
import { openDeployment } from '../../../src/flow/deployment';
import { renderRunbook } from '../../../src/flow/issueRunbook';
import { ejectTemplates } from '../../../src/flow/workspaceTemplates';
import { aPlannedDeployment, PLAN_FILE } from '../../support/aDeployment';
import type { FakePorts } from '../../support/fakePorts';

const HOME = '/repo/.cc10x/templates';

async function rendered(ports: FakePorts): Promise<string> {
  return renderRunbook(ports, await openDeployment(ports, PLAN_FILE));
}

describe('templates of the workspace', () => {
  test('ejected, they change nothing; changed, they count', async () => {
    const ports = aPlannedDeployment();
    const before = await rendered(ports);
    const names = Object.keys(ports.renderer.templates).map((name) => `${HOME}/${name}.hbs`);
    expect(await ejectTemplates(ports, '/repo')).toEqual({ main: `${HOME}/runbook.md.hbs`, written: names });
    expect(await rendered(ports)).toBe(before);
    const main = ports.files.text(`${HOME}/runbook.md.hbs`);
    ports.files.put(`${HOME}/runbook.md.hbs`, main.replace('## Execution Log', 'Ask Grace.\n\n## Execution Log'));
    expect(await rendered(ports)).toBe(before.replace('## Execution Log', 'Ask Grace.\n\n## Execution Log'));
    expect(await ejectTemplates(ports, '/repo')).toEqual({ main: `${HOME}/runbook.md.hbs`, written: [] });
    expect(await rendered(ports)).toContain('Ask Grace.');
  });

  test('a mistake is named with file, line and column', async () => {
    const ports = aPlannedDeployment();
    ports.files.put(`${HOME}/stage.hbs`, 'a\nb {{nothing}}\n');
    await expect(rendered(ports)).rejects.toThrow(
      '.cc10x/templates/stage.hbs, line 2, column 3: There is no value `nothing` here.',
    );
  });

  test('wait for trust; the built-in ones do not', async () => {
    const ports = aPlannedDeployment();
    const gated = gateByTrust(ports, () => false);
    const deployment = await openDeployment(ports, PLAN_FILE);
    expect(await renderRunbook(gated, deployment)).toBe(await rendered(ports));
    ports.files.put(`${HOME}/summary.hbs`, '## Summary\n');
    await expect(renderRunbook(gated, deployment)).rejects.toThrow(
      environmentFailed(
        'Using the templates of this workspace waits until you trust this workspace (Workspaces: Manage Workspace Trust).',
      ).message,
    );
  });
});
