import { baseName, folderOf, inFolder } from '../paths';
import { databaseUrl, transactional, URL_BLANK, type Speak } from './commandParts';

/**
 * Numbered SQL in `supabase/migrations` beside Supabase's own settings; any other folder of such files has no command line.
 * https://supabase.com/docs/reference/cli/supabase-db-push https://supabase.com/docs/reference/cli/supabase-migration-list
 */
export const supabaseCommands: Speak = ({ folder, context: { files } }) => {
  const project = folderOf(folder);
  if (baseName(folder) !== 'migrations' || baseName(project) !== 'supabase') return undefined;
  if (!files.has(inFolder(project, 'config.toml'))) return undefined;
  return {
    apply: `supabase db push --db-url ${URL_BLANK}`,
    status: `supabase migration list --db-url ${URL_BLANK}`,
    cwd: folderOf(project),
    recover: `${transactional} A version that the history has although its work is undone is taken out with \`supabase migration repair --status reverted\` and its number.`,
    blanks: databaseUrl,
  };
};
