import { environmentFailed } from '../flow/errors';
import type { Ports } from '../flow/ports';

/** Refuses, in code, everything that runs a program or follows the workspace's own template before the person trusts the workspace. */
export function gateByTrust(ports: Ports, isTrusted: () => boolean): Ports {
  const requireTrust = (what: string): void => {
    if (!isTrusted())
      throw environmentFailed(`${what} waits until you trust this workspace (Workspaces: Manage Workspace Trust).`);
  };
  const { runTask, findTestTask } = ports.runner;
  return {
    ...ports,
    git: {
      open: async (folder, signal) => {
        requireTrust('Reading git');
        return ports.git.open(folder, signal);
      },
    },
    renderer: {
      ...ports.renderer,
      renderWith: async (templates, view) => {
        requireTrust('Using the templates of this workspace');
        return ports.renderer.renderWith(templates, view);
      },
    },
    signer: {
      sign: async (...request) => {
        requireTrust('Signing');
        return ports.signer.sign(...request);
      },
      verify: async (...request) =>
        isTrusted()
          ? ports.signer.verify(...request)
          : { kind: 'not verified', reason: 'this workspace is not trusted yet.' },
    },
    adviseShell: async (...request) => (isTrusted() ? ports.adviseShell(...request) : []),
    promtool: {
      test: async (files, signal) => {
        requireTrust('Running promtool');
        return ports.promtool.test(files, signal);
      },
    },
    askServer: async (address, signal) => {
      requireTrust('Asking a server');
      return ports.askServer(address, signal);
    },
    runner: {
      run: async (request) => {
        requireTrust('Running a command');
        return ports.runner.run(request);
      },
      ...(runTask === undefined
        ? {}
        : {
            runTask: async (request: Parameters<typeof runTask>[0]) => {
              requireTrust('Running a task');
              return runTask(request);
            },
          }),
      ...(findTestTask === undefined
        ? {}
        : {
            findTestTask: async (folder: string) => {
              requireTrust('Looking for tasks');
              return findTestTask(folder);
            },
          }),
    },
  };
}
