import { describe, expect, test } from 'vitest';
import { useWorkbench } from './support/useWorkbench';

describe('the packaged extension in a real workbench', () => {
  const workbench = useWorkbench();

  test('shows its views and no message', async () => {
    await workbench().showViewContainer('CC10x');
    await workbench().screenshot('views');
    expect(await workbench().notifications.messages()).toEqual([]);
  });

  test('is back after its extension host was killed', async () => {
    await workbench().killExtensionHost();
    await workbench().reload();
    await workbench().showViewContainer('CC10x');
  });

  test('asks the network for nothing', () => {
    expect(workbench().externalRequests).toEqual([]);
  });
});
