import * as path from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { removeFolder, temporaryFolder } from '../../host/processes.mjs';
import { type SampleServiceOptions, makeSampleService } from '../../workspaces/sampleService.mjs';
import { Workbench, type WorkbenchOptions } from './workbench';

export interface UseWorkbenchOptions extends Omit<WorkbenchOptions, 'folder'> {
  readonly service?: SampleServiceOptions;
  /** Called before the workbench opens, to add to the sample service. */
  readonly prepare?: (folder: string) => Promise<void> | void;
}

/**
 * One workbench on a fresh sample service for all tests of a file, in the order in which they stand. A test that fails
 * leaves a picture.
 */
export function useWorkbench({ service, prepare, ...options }: UseWorkbenchOptions = {}): () => Workbench {
  let parent: string | undefined;
  let workbench: Workbench | undefined;

  beforeAll(async () => {
    parent = temporaryFolder('ws');
    const { folder } = await makeSampleService(path.join(parent, 'checkout'), service);
    await prepare?.(folder);
    workbench = await Workbench.open({ folder, ...options });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') {
      await workbench?.screenshot(`failed ${task.name}`);
    }
  });

  afterAll(async () => {
    await workbench?.dispose();
    if (parent !== undefined) {
      removeFolder(parent);
    }
  });

  return () => {
    if (workbench === undefined) {
      throw new Error('The workbench opens before the first test, and not while the tests are collected.');
    }
    return workbench;
  };
}
