import { pythonManifests } from '../dependencies/python';
import { baseName, folderOf } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { weak, type UnitSource } from './unitEvidence';

/** What serves a program of Python, and frameworks that nothing but a server needs. */
const server =
  /^(?:uvicorn|gunicorn|hypercorn|daphne|granian|waitress|uwsgi|fastapi|flask|django|starlette|sanic|litestar|falcon|bottle|celery)$/u;

/** Folders whose own manifest asks for a server; one inside a virtual environment is others'. */
export const python: UnitSource = {
  reads: isManifest,
  find: (files) =>
    files.loaded
      .filter((path) => isManifest(path) && !/(?:^|\/)(?:\.?venv|site-packages)\//u.test(path))
      .filter((path) => asksForServer(files, path))
      .map((path) => weak(folderOf(path))),
};

/** The manifest of a program, not that of its tests or its developers (`requirements-dev.txt`). */
function isManifest(path: string): boolean {
  return /^(?:pyproject\.toml|requirements\.txt|Pipfile)$/u.test(baseName(path));
}

function asksForServer(files: WorkspaceFiles, path: string): boolean {
  const format = pythonManifests.find(({ matches }) => matches(path));
  return format?.read(files, path).some(({ name, development }) => !development && server.test(name)) === true;
}
