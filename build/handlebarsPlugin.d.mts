import type { Plugin as EsbuildPlugin } from 'esbuild';
import type { Plugin as VitePlugin } from 'vitest/config';

export function handlebarsEsbuild(): EsbuildPlugin;
export function handlebarsVite(): VitePlugin;
