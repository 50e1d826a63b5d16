import { baseName } from '../paths';
import { folderOfScript } from './javaScript';
import type { MigrationTool } from './migrationTool';
import { sequelizeDirections } from './orm/sequelize';

/** Sequelize and Umzug: `up(queryInterface, Sequelize)`. https://sequelize.org/docs/v6/other-topics/migrations/ */
export const sequelize: MigrationTool = {
  id: 'sequelize',
  folderOfMigration: folderOfScript,
  // Seeders have the shape of migrations, and are run by another command.
  accepts: ({ folder }) => !/(?:^|\/)seed(?:er)?s?(?:\/|$)/iu.test(folder),
  // Umzug hands the whole of Sequelize on: https://github.com/sequelize/umzug#getting-started
  mark: /\bqueryInterface\b|\b(?:get)?QueryInterface\b/u,
  directions: (_path, text) => sequelizeDirections(text),
  evidence: ({ folder }, { files }) =>
    files.paths
      .filter((path) => baseName(path) === '.sequelizerc' && folder.startsWith(path.slice(0, -12)))
      .map((file) => ({ file })),
};
